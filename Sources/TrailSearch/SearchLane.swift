internal import Dispatch
internal import Synchronization

/// An answer that is being worked out.
package final class PendingAnswer<Answer>: @unchecked Sendable {
  private let isMade = DispatchSemaphore(value: 0)
  /// Written once, before ``isMade`` is signalled.
  private var result: Result<Answer, any Error>?

  fileprivate init() {}

  fileprivate func fulfil(_ result: Result<Answer, any Error>) {
    self.result = result
    isMade.signal()
  }

  /// Waits for the answer; to be called once.
  ///
  /// - Throws: What the question threw; damage of a segment among it, which the snapshot of the
  ///   asking thread has to leave out (``Searcher/leavingDamageOut(_:)``).
  package func answer() throws -> Answer {
    isMade.wait()
    guard let result else { preconditionFailure("an answer is made before it is told") }
    return try result.get()
  }
}

/// A thread that answers questions one after another with a searcher of its own, while the thread that
/// asks goes on.
///
/// - Parameter State: What the questions share, made by the first of them.
package final class SearchLane<State>: @unchecked Sendable {
  private let queue = DispatchQueue(label: "search lane")
  private let makeState: @Sendable () throws -> State
  /// Used on the queue alone.
  private var state: Result<State, any Error>?
  private let weights = Atomic(0)

  /// The weights of the questions that are not answered yet.
  package var load: Int { weights.load(ordering: .relaxed) }

  /// - Parameter makeState: Called on the thread of the lane, when the first question is asked.
  package init(
    _ snapshot: Snapshot, _ makeState: @escaping @Sendable (Searcher) throws -> State
  ) {
    let files = snapshot.files
    self.makeState = { try makeState(Searcher(snapshot: try files.opened())) }
  }

  /// Makes what questions share before there is one; what that throws, the next question throws.
  package func begin() {
    queue.async { [self] in _ = shared() }
  }

  private func shared() -> Result<State, any Error> {
    if let state { return state }
    let made = Result { try makeState() }
    state = made
    return made
  }

  /// Asks a question; those that were asked before are answered first.
  ///
  /// - Parameter weight: How long the answer takes in comparison with others.
  package func ask<Answer: Sendable>(
    weight: Int = 1, _ question: @escaping @Sendable (State) throws -> Answer
  ) -> PendingAnswer<Answer> {
    let pending = PendingAnswer<Answer>()
    weights.add(weight, ordering: .relaxed)
    queue.async { [self] in
      pending.fulfil(Result { try question(try shared().get()) })
      weights.subtract(weight, ordering: .relaxed)
    }
    return pending
  }
}
