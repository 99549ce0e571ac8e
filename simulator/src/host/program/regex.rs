//! Regular expressions as far as everyday commands use them.

use std::collections::BTreeSet;

/// A regular expression of literals, `.`, `*`, `^`, `$`, bracket classes and alternatives.
pub(super) struct Pattern(Vec<Branch>);

#[derive(Default)]
struct Branch {
    start: bool,
    end: bool,
    atoms: Vec<(Atom, bool)>,
}

enum Atom {
    Char(char),
    Any,
    Class(BTreeSet<char>, bool),
}

impl Pattern {
    /// Tells whether it matches at the beginning of a line only.
    pub(super) fn anchored(&self) -> bool {
        self.0.iter().any(|b| b.start)
    }

    /// The text as it stands.
    pub(super) fn fixed(text: &str) -> Self {
        let atoms = text.chars().map(|c| (Atom::Char(c), false)).collect();
        Self(vec![Branch {
            start: false,
            end: false,
            atoms,
        }])
    }

    /// Reads an expression; none when it has more than is modelled.
    pub(super) fn read(text: &str, extended: bool) -> Option<Self> {
        let mut branches = Vec::new();
        let mut branch = Branch::default();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let atom = match c {
                '^' if branch.atoms.is_empty() => {
                    branch.start = true;
                    continue;
                }
                '$' if matches!(chars.peek(), None | Some('|'))
                    || chars.clone().collect::<String>().starts_with("\\|") =>
                {
                    branch.end = true;
                    continue;
                }
                '|' if extended => {
                    branches.push(std::mem::take(&mut branch));
                    continue;
                }
                '*' if !branch.atoms.is_empty() => {
                    branch.atoms.last_mut()?.1 = true;
                    continue;
                }
                '(' | ')' | '{' | '}' | '+' | '?' if extended => return None,
                '.' => Atom::Any,
                '[' => {
                    let negated = chars.next_if_eq(&'^').is_some();
                    let mut set = BTreeSet::new();
                    loop {
                        let a = chars.next()?;
                        if a == ']' && !set.is_empty() {
                            break;
                        }
                        if a == '[' && chars.peek() == Some(&':') {
                            return None;
                        }
                        let range = chars.clone().collect::<String>();
                        let mut ahead = range.chars();
                        match (ahead.next(), ahead.next()) {
                            (Some('-'), Some(b)) if b != ']' => {
                                chars.next();
                                chars.next();
                                set.extend((a..=b).take(0x400));
                            }
                            _ => {
                                set.insert(a);
                            }
                        }
                    }
                    Atom::Class(set, negated)
                }
                '\\' => match chars.next()? {
                    '|' if !extended => {
                        branches.push(std::mem::take(&mut branch));
                        continue;
                    }
                    c if c.is_alphanumeric() || "(){}+?|<>".contains(c) && !extended => {
                        return None;
                    }
                    c => Atom::Char(c),
                },
                c => Atom::Char(c),
            };
            branch.atoms.push((atom, false));
        }
        branches.push(branch);
        Some(Self(branches))
    }

    /// The bytes from and to of the first match.
    pub(super) fn find(&self, text: &str) -> Option<(usize, usize)> {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let byte = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
        let found = self.0.iter().filter_map(|b| b.find(&chars)).min();
        found.map(|(a, b)| (byte(a), byte(b)))
    }
}

impl Branch {
    fn find(&self, chars: &[(usize, char)]) -> Option<(usize, usize)> {
        let last = if self.start { 0 } else { chars.len() };
        (0..=last).find_map(|from| self.end_of(chars, from).map(|to| (from, to)))
    }

    /// Follows all ways through the atoms at once, so that no text takes long.
    fn end_of(&self, chars: &[(usize, char)], from: usize) -> Option<usize> {
        let mut states = vec![false; self.atoms.len() + 1];
        states[0] = true;
        let mut best = None;
        let mut at = from;
        loop {
            for i in 0..self.atoms.len() {
                states[i + 1] |= states[i] && self.atoms[i].1;
            }
            if states[self.atoms.len()] && (!self.end || at == chars.len()) {
                best = Some(at);
            }
            let Some((_, c)) = chars.get(at) else { break };
            let mut next = vec![false; states.len()];
            for (i, (atom, repeated)) in self.atoms.iter().enumerate() {
                if states[i] && atom.takes(*c) {
                    next[if *repeated { i } else { i + 1 }] = true;
                }
            }
            if !next.contains(&true) {
                break;
            }
            states = next;
            at += 1;
        }
        best
    }
}

impl Atom {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::Char(own) => *own == c,
            Self::Any => true,
            Self::Class(set, negated) => set.contains(&c) != *negated,
        }
    }
}
