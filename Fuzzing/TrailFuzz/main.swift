import CFuzzer
import Glibc

/// `trailfuzz TARGET [OPTIONS OF LIBFUZZER] [DIRECTORY…]`: gives made-up bytes to one part of the
/// program until it traps, hangs, takes too much memory or breaks a promise that the target states.
let targets: [String: any FuzzTarget] = [
  "sources": SourcesTarget(), "segment": SegmentTarget(), "manifest": ManifestTarget(),
  "query": QueryTarget(),
]

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "seeds" {
  try SourcesTarget.writeSeeds(to: CommandLine.arguments[2])
  exit(0)
}

guard CommandLine.arguments.count > 1, let chosen = targets[CommandLine.arguments[1]] else {
  print("usage: trailfuzz sources|segment|manifest|query [options of libFuzzer]")
  exit(2)
}
// The callback of C takes no context: the target that was chosen stands in a constant.
let target = chosen

var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
  LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
    target.run(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
  })
