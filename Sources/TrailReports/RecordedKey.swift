internal import TrailEvents
internal import TrailFormats

/// Keys by which events are found but which no row keeps: their values are read from records.
///
/// Source: `Documentation/Keys.md`, of whose rules these are the plain paths.
enum RecordedKey {
  /// Where values stand; the first path that has one counts.
  ///
  /// - Returns: Nothing for keys that rows keep.
  static func paths(_ key: EventKey) -> [RecordPath] {
    let texts: [String] =
      switch key {
      case .resource: ["resources", "requestParameters.bucketName"]
      case .target:
        [
          "requestParameters.userName", "requestParameters.username",
          "requestParameters.newUserName", "requestParameters.groupName",
          "requestParameters.userNames", "responseElements.user.userName",
          "additionalEventData.requestParameters.username",
        ]
      case .targetAccount:
        [
          "serviceEventDetails.account_id", "requestParameters.accountId",
          "requestParameters.account_id", "requestParameters.targetAccountId",
        ]
      case .pool:
        [
          "additionalEventData.userPoolId", "requestParameters.userPoolId",
          "requestParameters.identityPoolId", "message.userPoolId", "logSourceId.userPoolId",
        ]
      case .client:
        [
          "requestParameters.clientId", "additionalEventData.requestParameters.client_id",
          "message.clientId",
        ]
      case .request: [".requestID", "message.requestId"]
      case .shared: [".sharedEventID"]
      default: []
      }
    return texts.compactMap { RecordPath($0) }
  }

  /// Which members of the elements of an array are values: those of `resources`.
  static let members = ["ARN", "ARNPrefix"]
}
