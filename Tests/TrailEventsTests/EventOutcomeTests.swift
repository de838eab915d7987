import TrailEvents
import Testing

@Suite struct EventOutcomeTests {
  @Test func `numbers are the places among all cases`() {
    #expect(EventResult.allCases.map(\.number) == Array(EventResult.allCases.indices))
    #expect(FactorState.allCases.map(\.number) == Array(FactorState.allCases.indices))
    #expect(EventKind.allCases.map(\.number) == Array(EventKind.allCases.indices))
  }
}
