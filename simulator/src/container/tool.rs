//! Small programs in a container that look at it and change it: files, users, processes.

use std::time::Duration;

use paperboat_core::workload::Programs;

use super::command;
use super::content;
use super::exec::{Effect, ExecResult, Session};

impl Session<'_> {
    /// Runs a small program; none when nothing of the kind is modelled under this name or for these arguments.
    pub(super) fn tool(&self, name: &str, arguments: &[String], stdin: &str) -> Option<ExecResult> {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Some(match (name, &words[..]) {
            ("pwd", _) => ExecResult::ok(format!("{}\n", self.folder)),
            ("id", _) => self.id(&words)?,
            ("whoami", []) if self.uid == 0 => ExecResult::ok("root\n"),
            ("uname", [] | ["-s"]) => ExecResult::ok("Linux\n"),
            ("cat", files) if !files.is_empty() => self.cat(files)?,
            ("ls", _) => self.ls(&words)?,
            ("rm", _) => self.rm(&words)?,
            ("touch", files) if !files.is_empty() => self.touch(files)?,
            ("test" | "[", _) => self.test(&words)?,
            ("wc", _) => self.wc(&words, stdin)?,
            ("timeout", [limit, rest @ ..]) => self.timeout(limit, rest, stdin)?,
            ("kill", _) => self.kill(&words)?,
            ("ps", _) => self.ps(&words)?,
            ("date", _) => self.date(&words)?,
            ("mkdir", folders) => self.mkdir(folders)?,
            ("nslookup", [host]) => {
                // Any port will do: a name that is not found is not found whatever is asked of it.
                match self.dial(host, 1) {
                    Err(crate::net::NetError::NameNotFound(_)) => {
                        let server = self.name_server();
                        let words = format!(
                            "Server:\t\t{server}\nAddress:\t{server}:53\n\n** server can't find {host}: NXDOMAIN\n\n** server can't find {host}: NXDOMAIN\n\n"
                        );
                        ExecResult {
                            code: 1,
                            ..ExecResult::ok(words)
                        }
                    }
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    /// The first name server of `/etc/resolv.conf`.
    fn name_server(&self) -> String {
        let text = self.resolv_conf().unwrap_or_default();
        let mut servers = text
            .lines()
            .filter_map(|line| line.strip_prefix("nameserver "));
        servers.next().unwrap_or("127.0.0.11").to_owned()
    }

    /// A path of the container.
    fn path(&self, path: &str) -> String {
        content::absolute(&self.folder, path)
    }

    /// The text of a file, as the commands before this one left it.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        let path = self.path(path);
        let written = self.pending.borrow().get(&path).cloned();
        match written {
            Some(text) => text,
            None if path == "/etc/hosts" => Some(self.hosts()),
            None if path == "/etc/resolv.conf" && self.resolv_conf().is_some() => {
                self.resolv_conf()
            }
            None if path == "/etc/hostname" => Some(format!("{}\n", self.hostname())),
            None => content::read(self.w, self.key, &path),
        }
    }

    /// Tells whether a folder is there.
    pub(super) fn is_folder(&self, path: &str) -> bool {
        let path = self.path(path);
        let below = format!("{}/", path.trim_end_matches('/'));
        let pending = self.pending.borrow();
        let made = pending
            .iter()
            .any(|(p, text)| text.is_some() && p.starts_with(&below));
        made || content::is_folder(self.w, self.key, &path)
    }

    /// Writes a file; fails as its shell does.
    pub(super) fn put(&self, path: &str, text: Option<String>) -> Result<(), String> {
        let whole = self.path(path);
        if let Some(why) = self.unwritable(&whole) {
            return Err(why.to_owned());
        }
        self.pending.borrow_mut().insert(whole, text);
        Ok(())
    }

    /// Why a path cannot be written.
    fn unwritable(&self, path: &str) -> Option<&'static str> {
        let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
        let folder = if folder.is_empty() { "/" } else { folder };
        if self.is_folder(path) {
            Some("Is a directory")
        } else if self.w.is_read_only(self.key, path) {
            Some("Read-only file system")
        } else if self.is_known() && !self.is_folder(folder) {
            Some("nonexistent directory")
        } else if self.is_known() && self.uid != 0 {
            Some("Permission denied")
        } else {
            None
        }
    }

    fn is_known(&self) -> bool {
        content::is_known(self.w, self.key)
    }

    fn id(&self, words: &[&str]) -> Option<ExecResult> {
        let (uid, gid) = (self.uid, self.gid);
        Some(match words {
            ["-u"] => ExecResult::ok(format!("{uid}\n")),
            ["-g"] => ExecResult::ok(format!("{gid}\n")),
            // Who has no file of users shows numbers only.
            [] if self.programs() == Programs::Busybox => {
                ExecResult::ok(format!("uid={uid} gid={gid} groups={gid}\n"))
            }
            _ => return None,
        })
    }

    fn cat(&self, files: &[&str]) -> Option<ExecResult> {
        let mut result = ExecResult::default();
        for file in files {
            match self.text(file) {
                Some(text) => result.stdout += &text,
                None if self.is_folder(file) => {
                    result.code = 1;
                    result.stderr += "cat: read error: Is a directory\n";
                }
                None if self.is_known() || self.is_gone(file) => {
                    result.code = 1;
                    result.stderr +=
                        &format!("cat: can't open '{file}': No such file or directory\n");
                }
                None => return None,
            }
        }
        Some(result)
    }

    /// Whether a file was removed by the container itself.
    fn is_gone(&self, path: &str) -> bool {
        let path = self.path(path);
        let pending = self.pending.borrow();
        let own = self.container.layer.get(&path);
        pending.get(&path).or(own).is_some_and(Option::is_none)
    }

    fn ls(&self, words: &[&str]) -> Option<ExecResult> {
        let (switches, paths): (Vec<&str>, Vec<&str>) =
            words.iter().partition(|word| word.starts_with('-'));
        if switches.iter().any(|s| *s != "-1") {
            return None;
        }
        let here = [self.folder.as_str()];
        let paths = if paths.is_empty() {
            &here[..]
        } else {
            &paths[..]
        };
        let mut result = ExecResult::default();
        for path in paths {
            let whole = self.path(path);
            // What stands in the folders of the runtime and of the programs is not modelled.
            let held = !matches!(
                whole.as_str(),
                "/" | "/bin" | "/dev" | "/etc" | "/proc" | "/sys"
            );
            if self.is_folder(path)
                && held
                && (self.is_known() || self.w.is_mount(self.key, &whole))
            {
                let mut names = content::list(self.w, self.key, &whole);
                let below = format!("{}/", whole.trim_end_matches('/'));
                for (file, text) in self.pending.borrow().iter() {
                    let Some(name) = file.strip_prefix(&below).filter(|n| !n.contains('/')) else {
                        continue;
                    };
                    match text {
                        Some(_) => names.insert(name.to_owned()),
                        None => names.remove(name),
                    };
                }
                result
                    .stdout
                    .extend(names.iter().map(|name| format!("{name}\n")));
            } else if self.text(path).is_some() {
                result.stdout += &format!("{path}\n");
            } else if self.is_known() && !self.is_folder(path) {
                result.code = 1;
                result.stderr += &format!("ls: {path}: No such file or directory\n");
            } else {
                return None;
            }
        }
        Some(result)
    }

    fn rm(&self, words: &[&str]) -> Option<ExecResult> {
        let (switches, paths): (Vec<&str>, Vec<&str>) =
            words.iter().partition(|word| word.starts_with('-'));
        if switches.iter().any(|s| !matches!(*s, "-f")) {
            return None;
        }
        let mut result = ExecResult::default();
        for path in paths {
            if self.text(path).is_none() {
                if !switches.contains(&"-f") {
                    if !self.is_known() {
                        return None;
                    }
                    result.code = 1;
                    result.stderr +=
                        &format!("rm: can't remove '{path}': No such file or directory\n");
                }
            } else if let Err(why) = self.put(path, None) {
                result.code = 1;
                result.stderr += &format!("rm: can't remove '{path}': {why}\n");
            }
        }
        Some(result)
    }

    fn touch(&self, files: &[&str]) -> Option<ExecResult> {
        let mut result = ExecResult::default();
        for file in files {
            let text = self.text(file).unwrap_or_default();
            if let Err(why) = self.put(file, Some(text)) {
                let why = why.replace("nonexistent directory", "No such file or directory");
                result.code = 1;
                result.stderr += &format!("touch: {file}: {why}\n");
            }
        }
        Some(result)
    }

    fn mkdir(&self, folders: &[&str]) -> Option<ExecResult> {
        for folder in folders.iter().filter(|f| !f.starts_with('-')) {
            // An empty name in it stands for the folder itself.
            let whole = format!("{}/", self.path(folder));
            self.pending.borrow_mut().insert(whole, Some(String::new()));
        }
        Some(ExecResult::default())
    }

    fn test(&self, words: &[&str]) -> Option<ExecResult> {
        let words = match words {
            [inside @ .., "]"] => inside,
            words => words,
        };
        let known = |path: &str| self.text(path).is_some() || self.is_folder(path);
        let holds = match words {
            ["-f", path] if self.is_known() || known(path) || self.is_gone(path) => {
                self.text(path).is_some()
            }
            ["-d", path] if self.is_known() || known(path) => self.is_folder(path),
            ["-e", path] if self.is_known() || known(path) || self.is_gone(path) => known(path),
            ["-n", text] => !text.is_empty(),
            ["-z", text] => text.is_empty(),
            [a, "=" | "==", b] => a == b,
            [a, "!=", b] => a != b,
            [a, sign @ ("-eq" | "-ne" | "-lt" | "-gt" | "-le" | "-ge"), b] => {
                let (a, b): (i64, i64) = (a.parse().ok()?, b.parse().ok()?);
                match *sign {
                    "-eq" => a == b,
                    "-ne" => a != b,
                    "-lt" => a < b,
                    "-gt" => a > b,
                    "-le" => a <= b,
                    _ => a >= b,
                }
            }
            _ => return None,
        };
        Some(ExecResult {
            code: i32::from(!holds),
            ..ExecResult::default()
        })
    }

    fn wc(&self, words: &[&str], stdin: &str) -> Option<ExecResult> {
        let count = |text: &str, switch: &str| {
            Some(match switch {
                "-c" => text.len(),
                "-l" => text.matches('\n').count(),
                "-w" => text.split_whitespace().count(),
                _ => return None,
            })
        };
        Some(match words {
            [switch] => ExecResult::ok(format!("{}\n", count(stdin, switch)?)),
            [switch, file] => {
                let n = count(&self.text(file)?, switch)?;
                ExecResult::ok(format!("{n} {file}\n"))
            }
            _ => return None,
        })
    }

    fn timeout(&self, limit: &str, rest: &[&str], stdin: &str) -> Option<ExecResult> {
        let limit = command::sleep_seconds(&[limit.to_owned()])?;
        let limit = Duration::try_from_secs_f64(limit).ok()?;
        let argv: Vec<String> = rest.iter().map(ToString::to_string).collect();
        let result = self.run(&argv, stdin, false);
        Some(if result.takes > limit {
            // busybox gives the code of the signal; coreutils would give 124.
            let code = match self.programs() {
                Programs::Busybox => 143,
                Programs::Unknown => 124,
            };
            ExecResult {
                takes: limit,
                ..ExecResult::failed(code, "")
            }
        } else {
            result
        })
    }

    fn kill(&self, words: &[&str]) -> Option<ExecResult> {
        let effect = match words {
            ["1"] | ["-TERM" | "-15" | "-SIGTERM", "1"] => Effect::Terminate,
            // Process 1 of a container cannot be killed from inside.
            ["-9" | "-KILL" | "-SIGKILL", "1"] => return Some(ExecResult::default()),
            _ => return None,
        };
        Some(ExecResult {
            effects: vec![effect],
            ..ExecResult::default()
        })
    }

    /// The processes of the container as it sees them: numbers, and words. None where its program's words are not known.
    fn processes(&self, own: &[&str]) -> Option<Vec<(u32, Vec<String>)>> {
        let program = self.words();
        if program.is_empty() {
            return None;
        }
        let beside = self.w.started_beside(self.key);
        let command = own.iter().map(ToString::to_string).collect();
        let all = [program].into_iter().chain(beside).chain([command]);
        // Between two that somebody starts lie those of the runtime.
        let numbered = all.enumerate();
        Some(
            numbered
                .map(|(n, words)| (1 + 6 * n as u32, words))
                .collect(),
        )
    }

    fn ps(&self, words: &[&str]) -> Option<ExecResult> {
        let own: Vec<&str> = ["ps"].into_iter().chain(words.iter().copied()).collect();
        let processes = self.processes(&own)?;
        let busybox = self.programs() == Programs::Busybox;
        let columns: Vec<&str> = match words {
            // busybox shows all, whatever is asked.
            [] | ["aux" | "-ef" | "ax" | "-e" | "-A" | "a" | "x" | "w"] if busybox => {
                vec!["pid", "user", "time", "args"]
            }
            ["-o", columns] | ["-e" | "-A", "-o", columns] => columns.split(',').collect(),
            _ => return None,
        };
        let user = if self.uid == 0 {
            "root".to_owned()
        } else {
            self.uid.to_string()
        };
        let mut rows: Vec<Vec<String>> = vec![Vec::new()];
        for column in &columns {
            let (heading, _) = column_of(column)?;
            rows[0].push(heading.to_owned());
        }
        for (pid, command) in processes {
            let name = command.first().map_or("sh", |word| command::base(word));
            let cells = columns.iter().map(|column| match *column {
                "pid" => pid.to_string(),
                "ppid" => "0".to_owned(),
                "user" => user.clone(),
                // What a process used of the processor is not metered.
                "time" => "-".to_owned(),
                "comm" => name.to_owned(),
                _ => command.join(" "),
            });
            rows.push(cells.collect());
        }
        let mut text = String::new();
        for row in &rows {
            let mut line = String::new();
            for (cell, column) in row.iter().zip(&columns) {
                let width = column_of(column).map_or(0, |c| c.1);
                line += &match *column {
                    "pid" | "ppid" if busybox => format!("{cell:>width$} "),
                    _ => format!("{cell:<width$} "),
                };
            }
            text += line.trim_end();
            text.push('\n');
        }
        Some(ExecResult::ok(text))
    }

    /// `date`, with a format or as it comes.
    fn date(&self, words: &[&str]) -> Option<ExecResult> {
        let words: Vec<&str> = words.iter().copied().filter(|word| *word != "-u").collect();
        let format = match words[..] {
            [] => "%a %b %e %H:%M:%S UTC %Y",
            [format] => format.strip_prefix('+')?,
            _ => return None,
        };
        let text = paperboat_core::calendar::civil(self.w.now, format);
        Some(ExecResult::ok(format!("{text}\n")))
    }
}

/// The heading of a column of busybox's `ps`, and its width.
fn column_of(name: &str) -> Option<(&'static str, usize)> {
    Some(match name {
        "pid" => ("PID", 5),
        "ppid" => ("PPID", 5),
        "user" => ("USER", 8),
        "time" => ("TIME", 5),
        "comm" => ("COMMAND", 16),
        "args" => ("COMMAND", 0),
        _ => return None,
    })
}
