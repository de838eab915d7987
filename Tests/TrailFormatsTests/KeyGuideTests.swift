import Testing
import TrailEvents

@testable import TrailFormats

@Suite struct KeyGuideTests {
  @Test func `every key is told once, with an example and fields that exist`() {
    #expect(KeyGuide.entries.count == EventKey.allCases.count)
    #expect(Set(KeyGuide.entries.map(\.key)) == Set(EventKey.allCases))
    let formats = Set(KeyGuide.formatNotes.map(\.format))
    for entry in KeyGuide.entries {
      #expect(!entry.feeds.isEmpty && !entry.meaning.isEmpty && !entry.example.isEmpty)
      for feed in entry.feeds {
        #expect(formats.contains(feed.format))
        #expect(!feed.paths.isEmpty && !feed.paths.contains(""))
      }
    }
  }

  /// What the extractor takes out of a record must be told: the table of its members is compared
  /// with the paths of the guide.
  @Test func `every field that is taken out of a record is told of a key`() {
    // Fields that only help to judge others, or to join sign-ins.
    let silent: Set<RecordField> = [
      .eventVersion, .mfaAuthenticated, .identityCredentialID, .sessionCreationDate,
      .requestPrincipalARN, .requestRoleSessionName, .requestAuthFlow, .requestChallengeName,
      .responseChallengeName, .responseUserID, .responseNewUserID, .additionalAuthWorkflowID,
      .additionalLoginTo, .additionalCredentialType,
    ]
    let told = KeyGuide.entries.flatMap(\.feeds).filter { $0.format != "cognito" }
      .flatMap(\.paths).flatMap { $0.split(whereSeparator: { "/ ".contains($0) }).map(String.init) }
    for (field, path) in RecordPaths.fields where !silent.contains(field) {
      let isTold = told.contains { $0 == path || $0 == path + "[]" }
      #expect(isTold, "\(path) is taken and not told")
    }
  }
}
