//! Flags as Docker reads them (pflag's rules and error words), from a table.

use std::fmt;

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host::docker) enum Kind {
    /// Nothing; `--flag=false` switches it off.
    Switch,
    /// A value; the last one counts, or all of them.
    Value,
    /// Nothing, and it is known but not modelled.
    SwitchRefused,
    /// A value, and it is known but not modelled.
    ValueRefused,
    /// Nothing, and it has no effect, for this reason.
    SwitchWithout(Reason),
    /// A value, and it has no effect, for this reason.
    ValueWithout(Reason),
}

/// Why a flag may be taken without an effect. There is no other reason: what has an effect is read or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::host::docker) enum Reason {
    /// It is about the terminal before which a person sits: colours, progress, keys to leave with. No one sits there.
    Terminal,
    /// It is about Swarm, which no machine is part of.
    Swarm,
    /// It asks for what is so anyway: nothing is built, images have no hidden layers, trust in content is off.
    SoAnyway,
}

/// A flag: its names, the short one after a comma, and what it takes.
pub(in crate::host::docker) type Flag = (&'static str, Kind);

/// What was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::host::docker) struct Parsed {
    values: Vec<(&'static str, String)>,
    pub(in crate::host::docker) arguments: Vec<String>,
    /// The first flag that is not modelled.
    refused: Option<&'static str>,
    /// The standard input, when the command is asked to hand it on.
    pub(in crate::host::docker) input: String,
    /// The flags that the command has asked for: a test holds that none is taken and not read.
    #[cfg(test)]
    asked: std::cell::RefCell<std::collections::BTreeSet<String>>,
}

impl Parsed {
    /// Gives a flag a value, as if it had been typed.
    pub(in crate::host::docker) fn set(&mut self, name: &'static str, value: &str) {
        self.values.push((name, value.to_owned()));
    }

    /// Whether a switch is on.
    pub(in crate::host::docker) fn is(&self, name: &str) -> bool {
        self.text(name)
            .is_some_and(|v| matches!(v, "1" | "t" | "T" | "true" | "TRUE" | "True"))
    }

    /// The last value of a flag.
    pub(in crate::host::docker) fn text(&self, name: &str) -> Option<&str> {
        self.list(name).last()
    }

    /// The flags that were given and that the command has not asked for, each with the command before it.
    #[cfg(test)]
    pub(in crate::host::docker) fn unread(&self, command: &str) -> Vec<String> {
        let asked = self.asked.borrow();
        let given = self.values.iter().map(|v| v.0);
        let unread = given.filter(|name| !asked.contains(*name));
        unread.map(|flag| format!("{command} --{flag}")).collect()
    }

    /// All values of a flag.
    pub(in crate::host::docker) fn list<'a>(
        &'a self,
        name: &str,
    ) -> impl DoubleEndedIterator<Item = &'a str> {
        let name = name.to_owned();
        #[cfg(test)]
        self.asked.borrow_mut().insert(name.clone());
        self.values
            .iter()
            .filter(move |v| v.0 == name)
            .map(|v| v.1.as_str())
    }
}

/// Why a command line is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host::docker) enum Wrong {
    /// Docker does not take it either: in pflag's words.
    Usage(String),
    /// Docker has this flag, and it is not modelled here.
    NotModelled(&'static str),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(words) => f.write_str(words),
            Self::NotModelled(flag) => write!(f, "paperboat: not modelled: --{flag}"),
        }
    }
}

impl From<String> for Wrong {
    fn from(words: String) -> Self {
        Self::Usage(words)
    }
}

/// Each flag that a command takes with an effect, as it is typed; for tests.
#[cfg(test)]
pub(in crate::host::docker) fn typed<'a>(
    flags: &'a [Flag],
    value: impl Fn(&str) -> &'static str + 'a,
) -> impl Iterator<Item = String> + 'a {
    flags.iter().filter_map(move |flag| {
        let long = long_of(flag);
        match flag.1 {
            Kind::Switch => Some(format!("--{long}")),
            Kind::Value => Some(format!("--{long}={}", value(long))),
            _ => None,
        }
    })
}

fn long_of(flag: &Flag) -> &'static str {
    flag.0.split(',').next().unwrap_or(flag.0)
}

fn short_of(flag: &Flag) -> Option<char> {
    flag.0.split_once(',').and_then(|(_, s)| s.chars().next())
}

/// Reads arguments. Without `interspersed`, what follows the first argument is not read for flags.
///
/// # Errors
/// pflag's words; or the flag that is not modelled.
pub(in crate::host::docker) fn parse(
    flags: &[Flag],
    words: &[String],
    interspersed: bool,
) -> Result<Parsed, Wrong> {
    let mut parsed = Parsed::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            parsed.arguments.extend(words.cloned());
            break;
        }
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = long
                .split_once('=')
                .map_or((long, None), |(n, v)| (n, Some(v)));
            if name.is_empty() || name.starts_with('-') {
                return Err(format!("bad flag syntax: {word}").into());
            }
            let flag = flags
                .iter()
                .find(|f| long_of(f) == name)
                .ok_or_else(|| format!("unknown flag: --{name}"))?;
            let value = match (value, takes_value(flag)) {
                (Some(value), _) => value.to_owned(),
                (None, false) => "true".to_owned(),
                (None, true) => words
                    .next()
                    .cloned()
                    .ok_or_else(|| format!("flag needs an argument: --{name}"))?,
            };
            set(&mut parsed, flag, value)?;
        } else if word.len() > 1 && word.starts_with('-') {
            shorts(flags, word, &mut words, &mut parsed)?;
        } else {
            parsed.arguments.push(word.clone());
            if !interspersed {
                parsed.arguments.extend(words.cloned());
                break;
            }
        }
    }
    // What is wrong is said before what is not modelled.
    match parsed.refused.take() {
        Some(flag) => Err(Wrong::NotModelled(flag)),
        None => Ok(parsed),
    }
}

fn shorts<'a>(
    flags: &[Flag],
    word: &str,
    words: &mut impl Iterator<Item = &'a String>,
    parsed: &mut Parsed,
) -> Result<(), String> {
    let mut rest = &word[1..];
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let flag = flags.iter().find(|f| short_of(f) == Some(c));
        let flag = flag.ok_or_else(|| format!("unknown shorthand flag: {c:?} in {word}"))?;
        if let Some(value) = rest.strip_prefix('=') {
            return set(parsed, flag, value.to_owned());
        }
        if takes_value(flag) {
            let value = if rest.is_empty() {
                words
                    .next()
                    .cloned()
                    .ok_or_else(|| format!("flag needs an argument: {c:?} in {word}"))?
            } else {
                rest.to_owned()
            };
            return set(parsed, flag, value);
        }
        set(parsed, flag, "true".to_owned())?;
    }
    Ok(())
}

fn takes_value(flag: &Flag) -> bool {
    matches!(
        flag.1,
        Kind::Value | Kind::ValueRefused | Kind::ValueWithout(_)
    )
}

fn set(parsed: &mut Parsed, flag: &Flag, value: String) -> Result<(), String> {
    let name = long_of(flag);
    if !takes_value(flag)
        && !matches!(
            value.as_str(),
            "1" | "t"
                | "T"
                | "true"
                | "TRUE"
                | "True"
                | "0"
                | "f"
                | "F"
                | "false"
                | "FALSE"
                | "False"
        )
    {
        let shown =
            short_of(flag).map_or_else(|| format!("--{name}"), |s| format!("-{s}, --{name}"));
        return Err(format!(
            "invalid argument {value:?} for {shown:?} flag: strconv.ParseBool: parsing {value:?}: invalid syntax"
        ));
    }
    match flag.1 {
        Kind::SwitchRefused | Kind::ValueRefused => {
            parsed.refused.get_or_insert(name);
            Ok(())
        }
        Kind::SwitchWithout(_) | Kind::ValueWithout(_) => Ok(()),
        Kind::Switch | Kind::Value => {
            parsed.values.push((name, value));
            Ok(())
        }
    }
}

/// Why what is asked of a container is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host::docker) enum Refused {
    /// pflag refuses a value, before the command begins.
    Value(String),
    /// The client refuses it, or the engine: in the words that follow `docker: `.
    Docker(String),
    /// It is not modelled: in our own words.
    NotModelled(String),
}

impl Refused {
    /// A value that pflag refuses.
    pub(in crate::host::docker) fn value(flag: &str, value: &str, why: &str) -> Self {
        Self::Value(invalid(flag, value, why))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(words) | Self::Docker(words) => f.write_str(words),
            Self::NotModelled(what) => write!(f, "paperboat: not modelled: {what}"),
        }
    }
}

impl From<&str> for Refused {
    fn from(words: &str) -> Self {
        Self::Docker(words.to_owned())
    }
}

impl From<String> for Refused {
    fn from(words: String) -> Self {
        Self::Docker(words)
    }
}

/// The words of an invalid value.
pub(in crate::host::docker) fn invalid(flag: &str, value: &str, why: &str) -> String {
    format!("invalid argument {value:?} for {flag:?} flag: {why}")
}

#[cfg(test)]
mod tests {
    use super::{Flag, Kind, parse};

    const FLAGS: [Flag; 5] = [
        ("detach,d", Kind::Switch),
        ("interactive,i", Kind::Switch),
        ("tty,t", Kind::Switch),
        ("publish,p", Kind::Value),
        ("rm", Kind::Switch),
    ];

    fn read(line: &str) -> String {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        match parse(&FLAGS, &words, false) {
            Ok(p) => {
                let shown = p.values.iter().map(|(n, v)| format!("{n}={v}"));
                format!(
                    "{} | {}",
                    shown.collect::<Vec<_>>().join(" "),
                    p.arguments.join(" ")
                )
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn flags_are_read_as_pflag_reads_them() {
        let lines = [
            "-dp 80:80 nginx",
            "-p80:80 nginx -d",
            "-p=80:80 nginx",
            "-it=false x",
            "--rm false nginx",
            "--publish=1:1 -- -x",
            "--nope x",
            "-x y",
            "-dxp 1",
            "--publish",
            "-dp",
            "--rm=maybe x",
            "--=x",
        ];
        let all: Vec<String> = lines
            .iter()
            .map(|l| format!("{l} => {}", read(l)))
            .collect();
        insta::assert_snapshot!(all.join("\n"), @r#"
    -dp 80:80 nginx => detach=true publish=80:80 | nginx
    -p80:80 nginx -d => publish=80:80 | nginx -d
    -p=80:80 nginx => publish=80:80 | nginx
    -it=false x => interactive=true tty=false | x
    --rm false nginx => rm=true | false nginx
    --publish=1:1 -- -x => publish=1:1 | -x
    --nope x => unknown flag: --nope
    -x y => unknown shorthand flag: 'x' in -x
    -dxp 1 => unknown shorthand flag: 'x' in -dxp
    --publish => flag needs an argument: --publish
    -dp => flag needs an argument: 'p' in -dp
    --rm=maybe x => invalid argument "maybe" for "--rm" flag: strconv.ParseBool: parsing "maybe": invalid syntax
    --=x => bad flag syntax: --=x
    "#);
    }
}
