//! Mounts in their short form: `data:/var/lib/mysql`, `./conf:/etc/app:ro,z`.

use super::path;

/// A short form, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ShortMount {
    /// Whether the source is a path of the host.
    pub(super) bind: bool,
    /// Whether it is too short to be anything but a target; Compose then adds no options.
    pub(super) bare: bool,
    pub(super) source: String,
    pub(super) target: String,
    pub(super) read_only: bool,
    pub(super) nocopy: bool,
    pub(super) propagation: String,
    pub(super) selinux: String,
}

/// Reads a short form.
///
/// # Errors
/// Gives the reason in Compose's words.
pub(super) fn parse(spec: &str) -> Result<ShortMount, String> {
    if spec.is_empty() {
        return Err("invalid empty volume spec".to_owned());
    }
    let mut mount = ShortMount::default();
    if spec.len() <= 2 {
        mount.target = path::clean(spec);
        mount.bare = true;
        return Ok(mount);
    }
    let sections = sections(spec);
    let invalid = |reason: &str| Err(format!("invalid spec: {spec}: {reason}"));
    if sections.iter().any(|section| section.is_empty()) {
        return invalid("empty section between colons");
    }
    match sections.as_slice() {
        [target] => mount.target = target.clone(),
        [source, target] => {
            mount.source.clone_from(source);
            mount.target.clone_from(target);
        }
        [source, target, options] => {
            mount.source.clone_from(source);
            mount.target.clone_from(target);
            options.split(',').for_each(|option| mount.set(option));
        }
        _ => return invalid("too many colons"),
    }
    mount.target = path::clean(&mount.target);
    mount.bind = is_path(&mount.source);
    Ok(mount)
}

impl ShortMount {
    /// Takes one option; unknown ones are ignored, as Compose does.
    fn set(&mut self, option: &str) {
        match option {
            "ro" => self.read_only = true,
            "rw" => self.read_only = false,
            "nocopy" => self.nocopy = true,
            "z" | "Z" => option.clone_into(&mut self.selinux),
            "rprivate" | "private" | "rshared" | "shared" | "rslave" | "slave" => {
                option.clone_into(&mut self.propagation);
            }
            _ => {}
        }
    }
}

/// Splits at colons, except that of a Windows drive.
fn sections(spec: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    for c in spec.chars() {
        let Some(last) = sections.last_mut() else {
            break;
        };
        let mut before = last.chars();
        let drive = matches!((before.next(), before.next()), (Some(c), None) if c.is_alphabetic());
        if c == ':' && !drive {
            sections.push(String::new());
        } else {
            last.push(c);
        }
    }
    sections
}

/// Tells whether a source is a path of the host and not the name of a volume.
fn is_path(source: &str) -> bool {
    let mut chars = source.chars();
    let drive = matches!((chars.next(), chars.next()), (Some(c), Some(':')) if c.is_alphabetic());
    source.starts_with(['.', '/', '~']) || source.starts_with("\\\\") || drive
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn short_forms_are_read_as_compose_reads_them() {
        let read = |spec: &str| parse(spec).map(|m| (m.bind, m.source, m.target, m.read_only));
        let ok = |bind, source: &str, target: &str, ro| {
            Ok((bind, source.to_owned(), target.to_owned(), ro))
        };
        assert_eq!(read("data:/d/"), ok(false, "data", "/d", false));
        assert_eq!(read("/anonymous"), ok(false, "", "/anonymous", false));
        assert_eq!(read("./a:/b:ro,z"), ok(true, "./a", "/b", true));
        assert_eq!(read("C:\\a:/b"), ok(true, "C:\\a", "/b", false));
        assert_eq!(read("~/x:/y"), ok(true, "~/x", "/y", false));
        assert_eq!(read("/x"), ok(false, "", "/x", false));
        assert!(read("").is_err() && read("aa::b").is_err() && read("aa:b1:cc:dd").is_err());
    }
}
