//! Arguments as GNU programs read them: switches in any order, letters together, values attached or after.

/// What a program was called with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switches {
    /// The switches in order, without dashes, with their values.
    set: Vec<(String, String)>,
    /// The other arguments.
    pub(crate) rest: Vec<String>,
}

/// Switches, letters and long names separated by blanks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    list: &'a str,
    /// A bit for each ASCII character that is a name of its own: letters are what is asked for most.
    letters: u128,
}

impl<'a> Names<'a> {
    /// Those of a list.
    pub(crate) const fn of(list: &'a str) -> Self {
        let bytes = list.as_bytes();
        let (mut at, mut letters) = (0, 0);
        while at < bytes.len() {
            let begins = at == 0 || bytes[at - 1] == b' ';
            let ends = at + 1 == bytes.len() || bytes[at + 1] == b' ';
            if begins && ends && bytes[at].is_ascii() {
                letters |= 1 << bytes[at];
            }
            at += 1;
        }
        Self { list, letters }
    }

    fn holds(&self, name: &str) -> bool {
        match name.as_bytes() {
            [letter] if letter.is_ascii() => self.letters & (1 << letter) != 0,
            _ => holds(self.list, name),
        }
    }
}

/// Tells whether a list of names that are separated by blanks holds one.
fn holds(list: &str, name: &str) -> bool {
    let (list, name) = (list.as_bytes(), name.as_bytes());
    let Some(first) = name.first() else {
        return false;
    };
    let begins = |at: usize| at == 0 || list[at - 1] == b' ';
    let ends = |rest: &[u8]| rest.first().is_none_or(|byte| *byte == b' ');
    let mut places = list.iter().enumerate().filter(|(_, byte)| *byte == first);
    places.any(|(at, _)| begins(at) && list[at..].strip_prefix(name).is_some_and(ends))
}

impl Switches {
    /// Reads arguments, the program's name first. `plain` and `valued` list the switches without and with a value, letters and
    /// long names separated by blanks.
    ///
    /// # Errors
    /// The words about a switch that is in neither list, or lacks its value.
    pub(crate) fn parse(argv: &[String], plain: &str, valued: &str) -> Result<Self, String> {
        let arguments = argv.get(1..).unwrap_or_default();
        Self::of(arguments, Names::of(plain), Names::of(valued))
    }

    /// Reads arguments as [`Switches::parse`] does, without the program's name.
    ///
    /// # Errors
    /// As [`Switches::parse`].
    pub(crate) fn of(
        arguments: &[String],
        plain: Names<'_>,
        valued: Names<'_>,
    ) -> Result<Self, String> {
        let mut this = Self::default();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                this.rest.extend(words.cloned());
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (long, None),
                };
                let value = if valued.holds(name) {
                    value.or_else(|| words.next().cloned())
                } else if plain.holds(name) && value.is_none() {
                    Some(String::new())
                } else {
                    return Err(format!("unrecognized option '{word}'"));
                };
                let missing = || format!("option '--{name}' requires an argument");
                this.set.push((name.to_owned(), value.ok_or_else(missing)?));
                continue;
            }
            let Some(letters) = word.strip_prefix('-').filter(|l| !l.is_empty()) else {
                this.rest.push(word.clone());
                continue;
            };
            for (at, letter) in letters.char_indices() {
                let name = letter.to_string();
                if valued.holds(&name) {
                    let attached = &letters[at + letter.len_utf8()..];
                    let value = if attached.is_empty() {
                        words.next().cloned()
                    } else {
                        Some(attached.to_owned())
                    };
                    let missing = || format!("option requires an argument -- '{letter}'");
                    this.set.push((name, value.ok_or_else(missing)?));
                    break;
                }
                if !plain.holds(&name) {
                    return Err(format!("invalid option -- '{letter}'"));
                }
                this.set.push((name, String::new()));
            }
        }
        Ok(this)
    }

    /// Tells whether one of some switches is set; names separated by blanks.
    pub(crate) fn has(&self, names: &str) -> bool {
        self.value(names).is_some()
    }

    /// The last value of one of some switches.
    pub(crate) fn value(&self, names: &str) -> Option<&str> {
        self.values(names).last()
    }

    /// All values of some switches, in order.
    pub(crate) fn values(&self, names: &str) -> impl DoubleEndedIterator<Item = &str> {
        let of = move |name: &str| holds(names, name);
        let set = self.set.iter().filter(move |(name, _)| of(name));
        set.map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{Names, holds};

    proptest! {
        #[test]
        fn a_list_holds_its_names_and_no_parts_of_them(list in "[ab]{1,3}( [ab]{1,3}){0,4}", name in "[ab]{1,4}") {
            let wanted = list.split(' ').any(|item| item == name);
            prop_assert_eq!(holds(&list, &name), wanted);
            prop_assert_eq!(Names::of(&list).holds(&name), wanted);
        }
    }
}
