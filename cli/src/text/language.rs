//! Which language to speak.

use clap::ValueEnum;

/// A language that the catalogues speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// All.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// The one that this is not.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::Es,
            Self::Es => Self::En,
        }
    }

    /// The language's code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// The language that `--lang` asks for, before the command line is read; else that of the environment.
    #[must_use]
    pub fn of_command_line(arguments: &[std::ffi::OsString]) -> Self {
        let words: Vec<_> = arguments
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
        let apart = words.iter().position(|word| word == "--lang");
        let apart = apart.and_then(|at| words.get(at + 1)).map(AsRef::as_ref);
        match joined.or(apart) {
            Some("es") => Self::Es,
            Some("en") => Self::En,
            _ => Self::from_environment(|name| std::env::var(name).ok()),
        }
    }

    /// Reads the language from the environment as POSIX programs do: the first of `PAPERBOAT_LANG`, `LC_ALL`,
    /// `LC_MESSAGES` and `LANG` that is set decides; what is not Spanish is English.
    #[must_use]
    pub fn from_environment(get: impl Fn(&str) -> Option<String>) -> Self {
        let names = ["PAPERBOAT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        let set = names
            .into_iter()
            .find_map(|name| get(name).filter(|value| !value.is_empty()));
        match set {
            Some(value) if value.to_ascii_lowercase().starts_with("es") => Self::Es,
            _ => Self::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let from = |pairs: &[(&str, &str)]| {
            let pairs: Vec<(String, String)> = pairs
                .iter()
                .map(|(k, v)| ((*k).into(), (*v).into()))
                .collect();
            Language::from_environment(|n| pairs.iter().find(|p| p.0 == n).map(|p| p.1.clone()))
        };
        assert_eq!(from(&[]), Language::En);
        assert_eq!(from(&[("LANG", "es_PE.UTF-8")]), Language::Es);
        assert_eq!(
            from(&[("LANG", "es_PE.UTF-8"), ("LC_ALL", "C")]),
            Language::En
        );
        assert_eq!(from(&[("LC_ALL", ""), ("LANG", "ES")]), Language::Es);
        assert_eq!(
            from(&[("PAPERBOAT_LANG", "en"), ("LANG", "es")]),
            Language::En
        );
    }
}
