internal import ArgumentParser

/// The scripts that complete the command in shells.
///
/// The library's own scripts, with what queries need beside: the terms that are offered hold colons,
/// and a key with its colon is not the end of a word.
enum CompletionScript {
  /// The script that some arguments ask for; `nil` when they ask for something else.
  static func text(_ arguments: [String]) -> String? {
    let name = "--generate-completion-script"
    guard let first = arguments.first, first.hasPrefix(name) else { return nil }
    let shell =
      first == name ? arguments.dropFirst().first : String(first.dropFirst(name.count + 1))
    // Without a name the library finds out which shell runs it, and tells of unknown ones.
    guard arguments.count <= 2, let shell = shell.flatMap(CompletionShell.init(rawValue:)) else {
      return nil
    }
    var script = Main.completionScript(for: shell)
    for (old, new) in edits[shell] ?? [] {
      guard let place = script.firstRange(of: old) else { continue }
      script.replaceSubrange(place, with: new)
    }
    return script
  }

  /// Changes to the script of a shell: each text is replaced where it stands first.
  static let edits: [CompletionShell: [(old: String, new: String)]] = [
    // Words that are no files need no backslash before a colon, and no blank behind a last one.
    .bash: [
      (
        """
            done < <(IFS=$'\\n' compgen "${@}" -- "${cur}")
        }
        """,
        """
            done < <(IFS=$'\\n' compgen "${@}" -- "${cur}")
            [[ "${1}" == -W ]] && compopt +o filenames
            [[ "${#COMPREPLY[@]}" -eq 1 && "${COMPREPLY[0]}" == *: ]] && compopt -o nospace
        }
        """
      )
    ],
    .zsh: [
      (
        """
            local -ar non_empty_completions=("${@:#(|:*)}")
        """,
        """
            local -ar open_completions=("${(M)@:#*:}")
            (( ${#open_completions} )) && _describe -V '' open_completions -S ''
            local -ar non_empty_completions=("${@:#(|:*|*:)}")
        """
      )
    ],
  ]
}
