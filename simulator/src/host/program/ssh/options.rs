//! The options of OpenSSH's clients.

/// The options of OpenSSH's clients that are read.
pub(super) struct Options {
    pub(super) identity: Option<String>,
    pub(super) user: Option<String>,
    pub(super) port: u16,
    /// Believe a host that is not known.
    pub(super) accepts: bool,
    pub(super) recursive: bool,
    pub(super) rest: Vec<String>,
}

impl Options {
    /// Reads options up to the first word that is none.
    ///
    /// # Errors
    /// An option that OpenSSH does not have or that is not modelled, in words.
    pub(super) fn read(argv: &[String]) -> Result<Self, String> {
        let mut read = Self {
            identity: None,
            user: None,
            port: 22,
            accepts: false,
            recursive: false,
            rest: Vec::new(),
        };
        let program = &argv[0];
        let mut words = argv[1..].iter();
        while let Some(word) = words.next() {
            let Some(letters) = word
                .strip_prefix('-')
                .filter(|l| !l.is_empty() && *l != "-")
            else {
                read.rest.push(word.clone());
                read.rest.extend(words.cloned());
                break;
            };
            for (at, letter) in letters.char_indices() {
                let attached = &letters[at + letter.len_utf8()..];
                let mut value = || match attached {
                    "" => words.next().cloned().ok_or(format!(
                        "{program}: option requires an argument -- {letter}\n"
                    )),
                    text => Ok(text.to_owned()),
                };
                match letter {
                    '4' | 'q' | 'v' | 't' | 'T' | 'C' | 'p'
                        if letter != 'p' || program == "scp" =>
                    {
                        continue;
                    }
                    'r' if program == "scp" => {
                        read.recursive = true;
                        continue;
                    }
                    'i' => read.identity = Some(value()?),
                    'l' if program == "ssh" => read.user = Some(value()?),
                    'p' | 'P' => {
                        let text = value()?;
                        read.port = text.parse().map_err(|_| format!("Bad port '{text}'\n"))?;
                    }
                    'o' => {
                        let text = value()?;
                        let (name, on) = text.split_once(['=', ' ']).unwrap_or((&text, ""));
                        match name.to_ascii_lowercase().as_str() {
                            "stricthostkeychecking" => {
                                read.accepts = ["no", "accept-new", "off"].contains(&on)
                            }
                            "userknownhostsfile"
                            | "connecttimeout"
                            | "loglevel"
                            | "identitiesonly"
                            | "batchmode"
                            | "serveraliveinterval" => {}
                            _ => {
                                return Err(format!(
                                    "paperboat: not modelled: {program} -o {name}\n"
                                ));
                            }
                        }
                    }
                    other => return Err(format!("paperboat: not modelled: {program} -{other}\n")),
                }
                break;
            }
        }
        Ok(read)
    }
}
