//! Lines that fit the terminal.

use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// Breaks lines between words where they are wider than `columns`, and sets off what follows the break.
///
/// Left as they are: tables, which fit by themselves; commands, which people copy; lines that programs wrote.
#[must_use]
pub(crate) fn wrap(text: &str, columns: u16) -> String {
    let lines: Vec<String> = text.lines().map(|line| one(line, columns.into())).collect();
    lines.join("\n")
}

fn one(line: &str, columns: usize) -> String {
    let sentence = line.trim_start();
    let indent = line.len() - sentence.len();
    let verbatim = sentence.starts_with("$ ") || sentence.starts_with("| ");
    if verbatim || textwrap::core::display_width(line) <= columns {
        return line.to_owned();
    }
    let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
    let options = Options::new(columns)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(sentence, options)
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn sentences_are_broken_and_nothing_else_is() {
        let text = "short\n- a sentence that is longer than the line\n    $ a command that is longer than the line\n  | words of a program that are longer";
        insta::assert_snapshot!(wrap(text, 20), @"
        short
        - a sentence that is
          longer than the
          line
            $ a command that is longer than the line
          | words of a program that are longer
        ");
    }
}
