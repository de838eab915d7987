/// A call of the catalogue with its texts in the pool and its templates as steps.
struct DemoCompiledCall: Sendable {
  var source = DemoText.none
  var name = DemoText.none
  /// The prefix of IAM actions: the service without its domain.
  var service = DemoText.none
  var version = DemoText.none
  var eventType = DemoText.none
  var isReadOnly = false
  var isData = false
  var isGlobal = false
  var hasTLS = true
  var hasEmptyError = false
  var hasRequest = true
  var request = DemoTemplate.null
  var response = DemoTemplate.null
  var additional = DemoTemplate.null
  var details = DemoTemplate.null
  var resources: Range<Int> = 0..<0
  var errors: Range<Int> = 0..<0
}

/// An error of the catalogue.
struct DemoCompiledError: Sendable {
  var code: DemoText
  var message: DemoTemplate
  var outcome: DemoOutcome
}

/// All calls, scripts, identities and errors, compiled; and who calls what how often.
struct DemoCatalogue: Sendable {
  private(set) var calls: [DemoCompiledCall] = []
  private(set) var errors: [DemoCompiledError] = []
  private(set) var resources: [DemoTemplate] = []
  private(set) var identities: [DemoTemplate] = []
  /// Where the scripts start in `calls`.
  private(set) var firstScript = 0
  /// The errors of sign-ins and of Cognito in `errors`.
  private(set) var signInErrors = 0
  private(set) var cognitoErrors = 0
  private var mixes: [Mix] = []

  private struct Mix: Sendable {
    /// Sums of weights up to each call.
    var sums: [Int] = []
    var calls: [Int] = []
  }

  init(compiler: inout DemoTemplateCompiler) {
    var families: [DemoErrorFamily: Range<Int>] = [:]
    for family in DemoErrorFamily.allCases {
      let start = errors.count
      for error in family.errors {
        errors.append(
          DemoCompiledError(
            code: compiler.text(error.code),
            message: compiler.compile(text: error.message),
            outcome: DemoOutcome(errorCode: error.code)
          )
        )
      }
      families[family] = start..<errors.count
    }
    signInErrors = families[.signIn]?.lowerBound ?? 0
    cognitoErrors = families[.cognito]?.lowerBound ?? 0
    mixes = DemoProfile.allCases.map { _ in Mix() }
    for service in DemoServices.all {
      let total = service.calls.reduce(0) { $0 + $1.weight }
      for call in service.calls {
        var compiled = compile(call, host: service.host, compiler: &compiler)
        compiled.version = compiler.text(service.version)
        compiled.isGlobal = service.isGlobal
        compiled.errors = families[service.errors] ?? 0..<0
        compiled.eventType = compiler.text("AwsApiCall")
        // A service's weight is shared among its calls; the audit roles only look.
        let weight = max(1, 1_000 * service.weight * call.weight / total)
        for profile in service.profiles {
          if profile == .audit, call.kind != .read { continue }
          add(calls.count, weight: weight, to: profile)
        }
        calls.append(compiled)
      }
    }
    firstScript = calls.count
    for script in DemoScript.allCases {
      let shape = script.shape
      var compiled = compile(shape.call, host: shape.host, compiler: &compiler)
      compiled.version = compiler.text(shape.host.hasPrefix("cognito") ? "1.10" : "1.08")
      compiled.eventType = compiler.text(shape.eventType)
      compiled.hasTLS = shape.eventType != "AwsServiceEvent"
      compiled.hasEmptyError = shape.hasEmptyError
      compiled.hasRequest = shape.hasRequest
      calls.append(compiled)
    }
    identities = DemoIdentity.allCases.map { compiler.compile($0.members, .identity) }
  }

  private mutating func add(_ call: Int, weight: Int, to profile: DemoProfile) {
    let sum = mixes[profile.rawValue].sums.last ?? 0
    mixes[profile.rawValue].sums.append(sum + weight)
    mixes[profile.rawValue].calls.append(call)
  }

  private mutating func compile(
    _ call: DemoCall,
    host: String,
    compiler: inout DemoTemplateCompiler
  ) -> DemoCompiledCall {
    var compiled = DemoCompiledCall()
    compiled.source = compiler.text(host)
    compiled.service = compiler.text(String(host.prefix { $0 != "." }))
    compiled.name = compiler.text(call.name)
    compiled.isReadOnly = call.kind == .read || call.kind == .dataRead
    compiled.isData = call.kind == .dataRead || call.kind == .dataWrite
    compiled.request = compiler.compile(call.request, .request)
    compiled.response = compiler.compile(call.response, .response)
    compiled.additional = compiler.compile(call.additional, .additional)
    compiled.details = compiler.compile(call.details, .details)
    let parts = call.resources.split(separator: "|")
    let start = resources.count
    for (index, part) in parts.enumerated() {
      // S3 names no account for the object, only for the bucket.
      let hasAccount = parts.count == 1 || index > 0
      resources.append(compiler.compile(resource: part, hasAccount: hasAccount))
    }
    compiled.resources = start..<resources.count
    return compiled
  }

  /// A call of a profile, at random.
  func call(of profile: Int, _ random: inout DemoRandom) -> Int {
    let drawn = random.below(mixes[profile].sums.last ?? 1)
    var low = 0
    var high = mixes[profile].sums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if mixes[profile].sums[middle] > drawn { high = middle } else { low = middle + 1 }
    }
    return mixes[profile].calls[low]
  }
}
