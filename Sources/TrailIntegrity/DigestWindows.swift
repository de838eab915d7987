internal import TrailFormats

/// The hours that digests speak of, to tell a file that was added from one that nothing can tell of.
struct DigestWindows {
  struct Answer {
    var verdict: Verdict
    var reason: String
    /// The digest that should name the file.
    var digest: Int?
    var chain: Int?
  }

  /// One stream of deliveries: an account and region below one prefix.
  fileprivate struct Stream {
    /// Hours of digests that are to be trusted, ascending by start; ms since 1970.
    var windows: [(span: Range<Int64>, digest: Int, chain: Int)] = []
    /// Kinds of log files that its digests name.
    var kinds: Set<String> = ["CloudTrail"]
  }

  private struct Place: Hashable {
    var account: String
    var region: String
    /// What stands before the account in keys: `AWSLogs`, or the organization.
    var parent: String
  }

  private var streams: [Place: Stream] = [:]

  init(_ review: ChainReview, _ digests: DigestFiles) {
    for (number, chain) in review.chains.enumerated() {
      for digest in chain.digests where review.judgements[digest].verdict != .changed {
        let document = digests.files[digest].document
        let place = Place(
          account: chain.account, region: chain.region,
          parent: DigestWindows.parent(Array(document.object.utf8)) ?? "")
        streams[place, default: Stream()].windows.append(
          (document.start..<max(document.end, document.start), digest, number))
        for file in document.logFiles {
          if let name = DeliveryName(ObjectKey.name(Array(file.object.utf8))) {
            streams[place]?.kinds.insert(name.kind)
          }
        }
      }
    }
    for place in streams.keys {
      streams[place]?.windows.sort { $0.span.lowerBound < $1.span.lowerBound }
    }
  }

  /// The component before the account in `…/PARENT/ACCOUNT/CloudTrail…/REGION/…`.
  private static func parent(_ path: [UInt8]) -> String? {
    let parts = path.split(separator: 0x2F)
    guard let kind = parts.lastIndex(where: { $0.starts(with: "CloudTrail".utf8) }), kind >= 2
    else { return nil }
    return String(decoding: parts[kind - 2], as: UTF8.self)
  }

  /// Judges a file that no digest names.
  func answer(_ name: DeliveryName, path: [UInt8]) -> Answer {
    let parent = DigestWindows.parent(path)
    let own = streams.filter { place, _ in
      place.account == name.account && place.region == name.region
    }
    // A tree whose account has another parent is that of another trail, unless nobody can tell.
    let matching = own.filter { place, _ in
      place.parent == parent || parent.map { $0 != "AWSLogs" && !$0.hasPrefix("o-") } ?? true
    }
    guard !matching.isEmpty else {
      return Answer(verdict: .unproved, reason: "there is no digest of its account and region")
    }
    var reason = ""
    for (_, stream) in matching {
      guard stream.kinds.contains(name.kind) else {
        reason = "digests here name no file of \(name.kind)"
        continue
      }
      let span = name.time..<(name.time + name.delay)
      var reached = span.lowerBound
      var first: (digest: Int, chain: Int)?
      for window in stream.windows[stream.index(ofLastStartingAtOrBefore: span.lowerBound)...] {
        if window.span.lowerBound > reached || reached >= span.upperBound { break }
        guard window.span.upperBound > reached else { continue }
        if first == nil { first = (window.digest, window.chain) }
        reached = window.span.upperBound
      }
      if let first, reached >= span.upperBound {
        return Answer(
          verdict: .unexpected, reason: "no digest names it", digest: first.digest,
          chain: first.chain)
      }
      if let last = stream.windows.last, span.upperBound > last.span.upperBound {
        reason = "delivered after the newest digest"
      } else if let start = stream.windows.first, span.lowerBound < start.span.lowerBound {
        reason = "delivered before the first digest"
      } else {
        reason = "the digest of its hour is not here"
      }
    }
    return Answer(verdict: .unproved, reason: reason)
  }
}

extension DigestWindows.Stream {
  /// The number of the last window that starts at or before a time; 0 when all start later.
  fileprivate func index(ofLastStartingAtOrBefore time: Int64) -> Int {
    var low = 0
    var high = windows.count
    while low < high {
      let middle = (low + high) / 2
      if windows[middle].span.lowerBound > time { high = middle } else { low = middle + 1 }
    }
    return max(low - 1, 0)
  }
}
