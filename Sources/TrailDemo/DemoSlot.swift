/// A place in a template that the scene of the event fills.
enum DemoSlot: String {
  // The actor.
  case principal, session, actorAccount, name, path, accessKey, created, mfa, service, actorARN
  case sourceIdentity, issuer
  // The person in Identity Center, the subject in Cognito.
  case personID, personUUID, personName, typedName, displayName, store, credential, workflow
  case sub, subject
  // The role that is taken next.
  case nextPrincipal, nextSession, nextAccount, nextName, nextPath, nextKey, expiry
  // The scene.
  case account, region, time, epoch, mfaUsed, otherAccount, action,
    permset
  case webSubject, personNumber
  // Random.
  case uuid, h8, h12, h16, h32, h40, h64, n1, n2, n3, n4, n6, n9, b32, b64, token, randomKey
  case privateIP, day
  // Words.
  case word, japanese, color
}
