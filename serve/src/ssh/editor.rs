//! A line that somebody types into a terminal, key by key.

/// How long a line may be; what is typed beyond is not taken.
const LONGEST: usize = 64 << 10;
/// How many lines are remembered.
const HISTORY: usize = 500;

/// What follows from a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Nothing,
    /// This is to be shown at the cursor.
    Show(String),
    /// The whole line is to be drawn anew.
    Redraw,
    /// Enter.
    Line(String),
    /// Ctrl+C.
    Interrupt,
    /// Ctrl+D on an empty line.
    End,
}

/// A line that is being typed, and those that were.
#[derive(Clone, Debug, Default)]
pub(super) struct Editor {
    before: String,
    after: String,
    history: Vec<String>,
    /// How many lines back in the history the shown one is; 0 for the new one.
    back: usize,
    /// What began with ESC and is no key yet.
    escape: Option<Vec<u8>>,
    /// The bytes of a character that is not complete.
    bytes: Vec<u8>,
}

impl Editor {
    /// Takes a byte.
    pub(super) fn feed(&mut self, byte: u8) -> Act {
        if let Some(mut keys) = self.escape.take() {
            keys.push(byte);
            return self.escaped(keys);
        }
        match byte {
            0x1b => {
                self.escape = Some(Vec::new());
                Act::Nothing
            }
            b'\r' | b'\n' => self.entered(),
            0x03 => {
                self.clear();
                Act::Interrupt
            }
            0x04 if self.before.is_empty() && self.after.is_empty() => Act::End,
            0x04 => self.cut_after(),
            0x7f | 0x08 => match self.before.pop() {
                Some(_) => Act::Redraw,
                None => Act::Nothing,
            },
            0x01 => self.jump_to_begin(),
            0x05 => self.jump_to_end(),
            0x02 => self.left(),
            0x06 => self.right(),
            0x0b => {
                self.after.clear();
                Act::Redraw
            }
            0x15 => {
                self.before.clear();
                Act::Redraw
            }
            0x17 => {
                let word = self.before.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.before.truncate(word);
                Act::Redraw
            }
            0x10 => self.older(),
            0x0e => self.newer(),
            0..0x20 => Act::Nothing,
            _ => self.typed(byte),
        }
    }

    /// The line as it stands after its prompt, with the cursor where it is.
    pub(super) fn drawn(&self, prompt: &str) -> String {
        let back = match self.after.chars().count() {
            0 => String::new(),
            n => format!("\x1b[{n}D"),
        };
        format!("\r{prompt}{}{}\x1b[K{back}", self.before, self.after)
    }

    fn typed(&mut self, byte: u8) -> Act {
        self.bytes.push(byte);
        let text = match std::str::from_utf8(&self.bytes) {
            Ok(text) => text.to_owned(),
            // The rest of the character comes.
            Err(error) if error.error_len().is_none() => return Act::Nothing,
            Err(_) => String::new(),
        };
        self.bytes.clear();
        if text.is_empty() || self.before.len() + self.after.len() >= LONGEST {
            return Act::Nothing;
        }
        self.before.push_str(&text);
        if self.after.is_empty() {
            Act::Show(text)
        } else {
            Act::Redraw
        }
    }

    /// ESC and what follows it (ECMA-48, as xterm sends its keys).
    fn escaped(&mut self, keys: Vec<u8>) -> Act {
        match keys.as_slice() {
            [b'[' | b'O'] | [b'[', b'0'..=b'9' | b';', ..]
                if !matches!(keys.last(), Some(b'~' | b'A'..=b'Z')) || keys.len() == 1 =>
            {
                // A key has few bytes; what is longer is none.
                self.escape = (keys.len() < 8).then_some(keys);
                Act::Nothing
            }
            [_, b'A'] => self.older(),
            [_, b'B'] => self.newer(),
            [_, b'C'] => self.right(),
            [_, b'D'] => self.left(),
            [_, b'H'] | [_, b'1', b'~'] => self.jump_to_begin(),
            [_, b'F'] | [_, b'4', b'~'] => self.jump_to_end(),
            [_, b'3', b'~'] => self.cut_after(),
            _ => Act::Nothing,
        }
    }

    fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
        self.back = 0;
    }

    fn entered(&mut self) -> Act {
        let line = format!("{}{}", self.before, self.after);
        self.clear();
        if !line.trim().is_empty() && self.history.last() != Some(&line) {
            if self.history.len() == HISTORY {
                self.history.remove(0);
            }
            self.history.push(line.clone());
        }
        Act::Line(line)
    }

    fn cut_after(&mut self) -> Act {
        let mut rest = self.after.chars();
        rest.next();
        self.after = rest.as_str().to_owned();
        Act::Redraw
    }

    fn left(&mut self) -> Act {
        if let Some(passed) = self.before.pop() {
            self.after.insert(0, passed);
        }
        Act::Redraw
    }

    fn right(&mut self) -> Act {
        let mut rest = self.after.chars();
        if let Some(passed) = rest.next() {
            self.before.push(passed);
            self.after = rest.as_str().to_owned();
        }
        Act::Redraw
    }

    fn jump_to_begin(&mut self) -> Act {
        let before = std::mem::take(&mut self.before);
        self.after.insert_str(0, &before);
        Act::Redraw
    }

    fn jump_to_end(&mut self) -> Act {
        let after = std::mem::take(&mut self.after);
        self.before.push_str(&after);
        Act::Redraw
    }

    fn older(&mut self) -> Act {
        self.back = (self.back + 1).min(self.history.len());
        self.recall()
    }

    fn newer(&mut self) -> Act {
        self.back = self.back.saturating_sub(1);
        self.recall()
    }

    fn recall(&mut self) -> Act {
        self.after.clear();
        let at = self.history.len() - self.back;
        self.before = self.history.get(at).cloned().unwrap_or_default();
        Act::Redraw
    }
}

#[cfg(test)]
mod tests {
    use super::{Act, Editor};

    fn last(editor: &mut Editor, keys: &[u8]) -> Act {
        keys.iter()
            .map(|key| editor.feed(*key))
            .last()
            .expect("a key")
    }

    #[test]
    fn keys_make_a_line() {
        let mut editor = Editor::default();
        for (keys, line) in [
            (&b"ls -l\r"[..], "ls -l"),
            (b"lss\x7f\r", "ls"),
            (b"mkdir a b\x17c\r", "mkdir a c"),
            (b"nothing\x15pwd\r", "pwd"),
            (b"cho\x1b[He\x1b[F hi\r", "echo hi"),
            (b"ab\x1b[D\x1b[3~c\r", "ac"),
            (b"\x1b[A\x1b[A\r", "echo hi"),
            (b"\x1b[A\x1b[B\r", ""),
            ("año\x7f\r".as_bytes(), "añ"),
            (b"\xff\xfeok\r", "ok"),
            (b"\x1b[200~x\r", "x"),
        ] {
            assert_eq!(
                last(&mut editor, keys),
                Act::Line(line.to_owned()),
                "{keys:?}"
            );
        }
        assert_eq!(last(&mut editor, b"abc\x03"), Act::Interrupt);
        assert_eq!(last(&mut editor, b"\x04"), Act::End);
    }

    #[test]
    fn no_bytes_make_it_fall() {
        let mut editor = Editor::default();
        let mut at = 1_u32;
        for _ in 0..200_000 {
            at = at.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            editor.feed((at >> 24) as u8);
            assert!(editor.drawn("$ ").len() < 4 * super::LONGEST);
        }
    }
}
