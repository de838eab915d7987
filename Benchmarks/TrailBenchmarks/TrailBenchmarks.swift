internal import Benchmark
internal import TrailBytes
internal import TrailFormats
internal import TrailSegment

/// Micro-benchmarks of the inner loops of indexing and searching.
///
/// Their inputs are made here, the same in every run. `Benchmarks/run` measures whole archives.
///
/// ```
/// TRAILSIFT_BENCHMARKS=1 swift package --allow-writing-to-package-directory benchmark
/// ```
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput, .instructions],
    warmupIterations: 3,
    maxDuration: .seconds(2))
  extraction()
  interning()
  packing()
}

/// One iteration reads one delivered file: 200 records, about 280 KB of text.
private func extraction() {
  let recordCount = 200
  let text = SampleLog.text(records: recordCount)
  let padded = text + [UInt8](repeating: 0x20, count: SampleLog.padding)
  let reader = LogReader { _ in nil }
  Benchmark("Extract 200 records") { benchmark in
    padded.withUnsafeBytes { bytes in
      reader.begin()
      let window = UnsafeRawBufferPointer(rebasing: bytes[..<text.count])
      var length = 0
      blackHole(
        reader.read(window, offset: 0, isLast: true) { _, _, recordLength in
          length += recordLength + (reader.record[.eventName]?.count ?? 0)
        })
      blackHole(length)
    }
    if reader.summary.records != recordCount { benchmark.error("records were lost") }
  }
}

/// One iteration, after scaling, interns one term that is known.
private func interning() {
  let terms = (0..<2_000).map { number in
    Array("arn:aws:iam::\(100_000_000_000 + number % 40):role/service-\(number)".utf8)
  }
  let interner = TermInterner()
  for key in UInt8(0)..<4 {
    for term in terms { term.withUnsafeBytes { blackHole(interner.intern(key: key, $0)) } }
  }
  Benchmark("Intern a known term", configuration: .init(scalingFactor: .kilo)) { benchmark in
    for iteration in benchmark.scaledIterations {
      // The step is prime to the number of terms: neighbours in memory do not follow each other.
      terms[iteration * 1_237 % terms.count].withUnsafeBytes {
        blackHole(interner.intern(key: UInt8(iteration & 3), $0))
      }
    }
  }
}

/// One iteration, after scaling, packs or unpacks one block of 1,024 values.
private func packing() {
  let configuration = Benchmark.Configuration(scalingFactor: .kilo)
  let count = 1_024
  let width = 20
  let scattered = (0..<UInt64(count)).map { ($0 &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - width) }
  let repeating = scattered.map { ($0 & 63) * 1_000 }

  Benchmark("Pack 1,024 values", configuration: configuration) { benchmark in
    for _ in benchmark.scaledIterations {
      var writer = ByteWriter(reservingCapacity: 4_096)
      BitPacking.pack(scattered, width: width, into: &writer)
      blackHole(writer.count)
    }
  }

  var writer = ByteWriter()
  BitPacking.pack(scattered, width: width, into: &writer)
  let packed = writer.bytes
  Benchmark("Unpack 1,024 values", configuration: configuration) { benchmark in
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { output in
      output.initialize(repeating: 0)
      guard let start = output.baseAddress else { return }
      packed.withUnsafeBytes { bytes in
        for _ in benchmark.scaledIterations {
          BitPacking.unpack(count: count, width: width, from: bytes, into: start)
          blackHole(start)
        }
      }
      if !output.elementsEqual(scattered) { benchmark.error("values changed") }
    }
  }

  Benchmark("Write a column of 64 distinct values", configuration: configuration) { benchmark in
    for _ in benchmark.scaledIterations {
      var writer = ByteWriter(reservingCapacity: 4_096)
      PackedColumnWriter.write(repeating, blockShift: 10, to: &writer)
      blackHole(writer.count)
    }
  }
}
