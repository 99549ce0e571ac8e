//! Files that a container finds from outside its image: mounted from its machine, or written before it by another
//! container of its task.

use super::command::{base, printed, shell_line, word};
use super::{ContainerKey, State};
use crate::world::World;

/// The files that a container has written that did nothing else and ended well: paths in it, and texts.
pub(crate) fn written(w: &World, key: ContainerKey) -> Vec<(String, String)> {
    let Some(container) = w.containers.get(key) else {
        return Vec::new();
    };
    let ended_well = matches!(&container.state, State::Exited(exit) if exit.code == 0);
    let line = container.spec.command.as_deref().and_then(shell_line);
    let files = line.and_then(|line| writes(line, &container.spec.environment));
    files.filter(|_| ended_well).unwrap_or_default()
}

/// The files that a line writes, when it is nothing but `printf` and `echo` into files, joined by `&&` or `;`.
fn writes(
    line: &str,
    environment: &std::collections::BTreeMap<String, String>,
) -> Option<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut target = None;
    let mut rest = line.trim();
    loop {
        let joined = ["&&", ";", "\n"]
            .iter()
            .find_map(|join| rest.strip_prefix(join));
        if joined.is_some() || rest.is_empty() {
            let (name, arguments) = words.split_first()?;
            let text = match base(name) {
                "printf" => printed(arguments),
                "echo" => format!("{}\n", arguments.join(" ")),
                _ => return None,
            };
            files.push((target.take()?, text));
            words.clear();
        }
        rest = match joined {
            Some(rest) => rest.trim_start(),
            None if rest.is_empty() => return Some(files),
            None => rest,
        };
        let is_target = rest.starts_with('>');
        let from = rest.strip_prefix('>').unwrap_or(rest).trim_start();
        let (read, used) = word(from, environment)?;
        if used == 0 {
            return None;
        }
        if is_target {
            target = Some(read);
        } else {
            words.push(read);
        }
        rest = from[used..].trim_start_matches([' ', '\t']);
    }
}

#[cfg(test)]
mod tests {
    use super::writes;

    #[test]
    fn a_line_that_only_writes_says_what_it_writes() {
        let environment = [("FILE_0".to_owned(), "a b; c".to_owned())].into();
        let files = |line| writes(line, &environment);
        let line = r#"printf %s "$FILE_0" > "/files-0/pw" && echo on > /files-1/flag"#;
        let expected = [("/files-0/pw", "a b; c"), ("/files-1/flag", "on\n")]
            .map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(files(line), Some(expected.to_vec()));
        assert_eq!(files("migrate > /log"), None);
        assert_eq!(files("echo nowhere"), None);
        assert_eq!(files(""), None);
        assert_eq!(files("echo a >> /log &"), None);
    }
}
