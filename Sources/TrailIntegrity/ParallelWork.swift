internal import Dispatch
internal import Synchronization

/// Work on many items by some workers, each with things of its own.
enum ParallelWork {
  /// Items that a worker takes at once.
  private static let batch = 16

  /// Calls `body` once for each item.
  ///
  /// - Parameters:
  ///   - jobs: The number of workers.
  ///   - state: Makes what a worker keeps: buffers, readers.
  /// - Returns: The results in the order of the items.
  static func map<Item: Sendable, State, Output: Sendable>(
    _ items: [Item], jobs: Int, state: @Sendable () -> State,
    _ body: @Sendable (State, Item) -> Output
  ) -> [Output] {
    guard !items.isEmpty else { return [] }
    let slots = UnsafeMutableBufferPointer<Output?>.allocate(capacity: items.count)
    slots.initialize(repeating: nil)
    defer {
      slots.deinitialize()
      slots.deallocate()
    }
    // Every slot is written by one worker, and read when all have ended.
    nonisolated(unsafe) let results = slots
    let next = Atomic(0)
    let workers = max(1, min(jobs, (items.count + batch - 1) / batch))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      let own = state()
      while true {
        let start = next.add(batch, ordering: .relaxed).oldValue
        if start >= items.count { return }
        for index in start..<min(start + batch, items.count) {
          results[index] = body(own, items[index])
        }
      }
    }
    return slots.compactMap { $0 }
  }
}
