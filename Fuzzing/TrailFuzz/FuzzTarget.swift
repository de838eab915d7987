/// A part of the program that takes bytes from outside.
protocol FuzzTarget: Sendable {
  /// Takes the bytes. What is wrong with them must be a thrown error that is caught here; a broken
  /// promise is a trap.
  func run(_ bytes: UnsafeRawBufferPointer)
}
