package import TrailEvents

extension RecordExtractor {
  /// The value of a field of sign-ins: `nil` as for ``subscript(_:)``.
  ///
  /// `userIdentity` must have been loaded. Valid until the next record.
  package func value(of field: SignInField) -> UnsafeRawBufferPointer? {
    switch field {
    case .eventID: self[.eventID]
    case .errorMessage: self[.errorMessage]
    case .sessionCreated: self[.sessionCreationDate]
    case .sourceIdentity: self[.sessionSourceIdentity]
    case .credentialID: self[.identityCredentialID]
    case .onBehalfOf: self[.onBehalfOfUserID]
    case .workflow: self[.additionalAuthWorkflowID]
    case .userName: form == .activity ? nil : self[.additionalUserName]
    case .loginTo: self[.additionalLoginTo]
    case .credentialType: self[.additionalCredentialType]
    case .enteredAccount:
      self[.serviceAccountID] ?? self[.requestAccountIDSnake] ?? self[.requestAccountID]
    case .enteredRole:
      self[.serviceRoleName] ?? self[.requestRoleNameSnake] ?? self[.requestRoleName]
    case .roleARN: self[.requestRoleARN]
    case .providerARN: self[.requestPrincipalARN]
    case .sessionName: self[.requestRoleSessionName]
    case .issuedKey: self[.responseAccessKeyID] ?? self[.responseNewAccessKeyID]
    case .authFlow: self[.requestAuthFlow]
    case .challengeAnswered: self[.requestChallengeName]
    case .challengePosed: self[.responseChallengeName]
    case .tokens: self[.responseAuthenticationResult]
    case .client:
      // The hosted pages tell what was sent to them as lists.
      self[.requestClientID] ?? items.first { $0.list == .requestedClientID }?.value
    case .pool:
      form == .activity
        ? self[.additionalUserPoolID] ?? self[.requestUserPoolID]
        : self[.requestUserPoolID] ?? self[.additionalUserPoolID]
    case .riskDecision: self[.activityRiskDecision]
    case .riskLevel: self[.activityRiskLevel]
    case .city:
      self[.activityCity].flatMap { $0.count == 4 && $0.elementsEqual("null".utf8) ? nil : $0 }
    case .createdID:
      self[.responseUserID] ?? self[.responseUserSub] ?? self[.responseNewUserID]
        ?? items.first { $0.list == .responseUserAttributeSub }?.value
    case .createdName: self[.responseUserName] ?? self[.requestUserName] ?? self[.requestUsername]
    }
  }
}
