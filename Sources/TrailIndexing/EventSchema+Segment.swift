internal import TrailBytes
internal import TrailEvents
internal import TrailSegment

extension SegmentSchema {
  /// The layout of the segments that this version writes.
  static let events = SegmentSchema(
    keys: EventTuple.dictionaryKeys.map {
      Key(
        id: $0.rawValue, order: $0.order, widenedKey: $0.widened?.key.rawValue ?? 0,
        widenedPrefix: $0.widened?.prefix ?? "")
    }
      + [Key(id: SignInField.textKey, order: .bytes)],
    tupleSpaces: EventTuple.allCases.map { tuple in
      TupleSpace(
        name: tuple.name,
        columns: tuple.members.map {
          TupleColumn(key: $0.key.rawValue, isSearched: $0.isSearched)
        })
    },
    termColumns: EventTuple.termColumns.map {
      TermColumn(key: $0.key.rawValue, isSearched: $0.isSearched)
    },
    detailColumns: SignInField.allCases.map { TupleColumn(key: $0.key, isSearched: false) },
    linkColumns: LinkField.allCases.map {
      LinkColumn(key: $0.key.rawValue, isEvery: $0.isEvery, kept: $0.kept)
    })

  /// The same layout as far as another one has it too: details and links may be missing in segments
  /// that an older version wrote, and ARNs of resources be terms of two keys.
  static func events(like other: SegmentSchema) -> SegmentSchema {
    let schema = other.detailColumns.isEmpty ? events.withoutDetails : events
    return (other.linkColumns.isEmpty ? schema.linked(by: []) : schema).widened(like: other)
  }
}
