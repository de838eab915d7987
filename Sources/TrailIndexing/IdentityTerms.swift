internal import TrailBytes
internal import TrailEvents
internal import TrailFormats
internal import TrailSegment

/// What follows from `userIdentity` alone, remembered by its bytes.
///
/// The calls of a session repeat the same 500 to 800 bytes of identity; looking them up as a whole
/// replaces some twenty fields, fifteen terms and a tuple. Belongs to one thread and one builder.
final class IdentityTerms {
  /// The terms that an identity gives to every document it occurs in.
  struct Identity: BitwiseCopyable {
    /// Range of its postings in ``postings``.
    var start = 0
    var end = 0
    var firstUser = TupleInterner.absent
    var firstSubject = TupleInterner.absent
    /// Row of its actor tuple, when the identity itself names the user or nobody does.
    var actor: UInt32 = 0
    var accessKey = TupleInterner.absent
    var factor = Factor.unknown
    var isAssumedRole = false
    /// Whether it names an account.
    var hasAccount = false
  }

  /// What the identity says of a second factor.
  enum Factor: UInt8, BitwiseCopyable {
    case idp, yes, no, unknown

    static let count = 4
  }

  private let texts = TermInterner()
  private let identities = Vector<Identity>()
  /// The postings of all identities one after another.
  let postings = Vector<TermID>()
  /// The members of the actor tuples, one after another; see ``actorArity``.
  private let actors = Vector<TermID>()
  /// Where the postings of the newest identity stand.
  private var start = 0

  let actorArity = EventTuple.actor.members.count
  /// Number of the user among the members of an actor.
  static let userMember = 1

  /// Bytes of identities that are remembered before all are forgotten: about 7,000 of them.
  private static let memory = 4 << 20

  init() {}

  deinit {
    identities.deallocate()
    postings.deallocate()
    actors.deallocate()
  }

  /// Begins to look for an identity; see ``TermInterner/Search``.
  func begin(_ text: UnsafeRawBufferPointer) -> TermInterner.Search { texts.begin(key: 0, text) }

  /// Brings in the identity of `count` bytes that is probably the same.
  func prefetch(_ search: TermInterner.Search, count: Int) { texts.prefetch(search, count: count) }

  /// Begins the postings of a new identity.
  ///
  /// - Returns: Where they stand in ``postings``.
  func beginPostings() -> Int {
    start = postings.count
    return start
  }

  /// Adds a posting of the identity that was begun; a second time counts once.
  func addPosting(_ term: TermID) {
    for index in start..<postings.count where postings[index] == term { return }
    postings.append(term)
  }

  /// The number of an identity that a search was begun for, and whether it is new and has to be
  /// told with ``add(_:actor:)``.
  func number(
    of text: UnsafeRawBufferPointer, _ search: TermInterner.Search
  ) -> (number: Int, isNew: Bool) {
    if texts.textByteCount > IdentityTerms.memory {
      texts.removeAll()
      identities.truncate(to: 0)
      postings.truncate(to: 0)
      actors.truncate(to: 0)
    }
    let number = Int(texts.intern(search, key: 0, text))
    return (number, number == identities.count)
  }

  /// Tells what follows from the newest identity.
  func add(_ identity: Identity, actor: UnsafeMutableBufferPointer<TermID>) {
    identities.append(identity)
    for member in 0..<actorArity { actors.append(actor[member]) }
  }

  /// An identity that was told.
  subscript(number: Int) -> Identity { identities[number] }

  /// Copies the members of an identity's actor tuple.
  func copyActor(_ number: Int, to tuple: UnsafeMutableBufferPointer<TermID>) {
    for member in 0..<actorArity { tuple[member] = actors[number * actorArity + member] }
  }
}
