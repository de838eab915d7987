/// A session with the one it came from and those that came from it.
///
/// Credentials are followed by their access keys: the event that issued a key names it in its
/// response, and calls name the key that signed them. Where no key is told, as for the console, the
/// role's principal and the time at which its session was created stand for it.
package struct SessionTrace: Sendable {
  /// What is known of one session.
  package struct Session: Sendable {
    /// The access key; `nil` for a session that is told by principal and time alone.
    package var key: String?
    package var principal: String?
    /// When it was created, as the records say.
    package var created: String?
    package var user: String?
    package var role: String?
    package var type: String?
    package var account: String?
    /// The source identity, which stays the same along a chain of roles.
    package var sourceIdentity: String?
    package var first: Int64?
    package var last: Int64?
    /// Events that the session did.
    package var events = 0
    /// The most frequent of them.
    package var names: [(name: String, count: Int)] = []
    /// How it was issued, and how that is known.
    package var issue: Issue?
    /// Sessions whose credentials it issued to itself or others.
    package var children: [Session] = []
    /// Issues below the depth that was asked for.
    package var hidden = 0
    /// Why nothing is known of what it did; `nil` when something is, or simply nothing was done.
    package var gap: String?
  }

  /// The event that a session came from.
  package struct Issue: Sendable {
    package var event: String
    package var time: Int64
    package var id: String?
    package var account: String?
    /// Why the event and the session belong together.
    package var reason: String
  }

  /// The sessions from the one asked for up to where the archive ends, that one first.
  package var chain: [Session] = []
  /// Why nothing is told above the last session of the chain.
  package var origin = ""
  /// The sign-in behind the last session of the chain, when one was found.
  package var signIn: SignIn?
  /// The session asked for, with what came from it.
  package var tree = Session()
}
