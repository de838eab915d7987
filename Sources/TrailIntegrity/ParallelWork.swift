internal import Dispatch
internal import Synchronization

/// Told how many of some items are done; called by any thread.
package typealias WorkProgress = @Sendable (_ done: Int, _ total: Int) -> Void

/// Work on many items by some workers, each with things of its own.
enum ParallelWork {
  /// Items that a worker takes at once.
  private static let batch = 16

  /// Calls `body` once for each item.
  ///
  /// - Parameters:
  ///   - jobs: The number of workers.
  ///   - progress: Told now and then, by any worker, how many of the items are done.
  ///   - state: Makes what a worker keeps: buffers, readers.
  /// - Returns: The results in the order of the items.
  static func map<Item: Sendable, State, Output: Sendable>(
    _ items: [Item], jobs: Int, progress: WorkProgress? = nil, state: @Sendable () -> State,
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
    let done = Atomic(0)
    let workers = max(1, min(jobs, (items.count + batch - 1) / batch))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      let own = state()
      while true {
        let start = next.add(batch, ordering: .relaxed).oldValue
        if start >= items.count { return }
        let end = min(start + batch, items.count)
        for index in start..<end { results[index] = body(own, items[index]) }
        let count = done.add(end - start, ordering: .relaxed).newValue
        progress?(count, items.count)
      }
    }
    return slots.compactMap { $0 }
  }
}
