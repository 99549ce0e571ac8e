//! Paths as plain text with `/`, whatever the system: the simulated host has no other.

/// Tells whether a path is absolute: `/a`, or `C:/a` and `C:\a` for a Windows client.
#[must_use]
pub fn is_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    let drive = bytes.len() >= 3
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes[2], b'/' | b'\\');
    path.starts_with('/') || path.starts_with("\\\\") || drive
}

/// Takes `.`, `..` and doubled slashes out of a path; an empty one becomes `.`.
#[must_use]
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

/// Puts a path below a base, unless it is absolute.
#[must_use]
pub fn join(base: &str, path: &str) -> String {
    if path.starts_with('/') {
        clean(path)
    } else if is_absolute(path) {
        path.to_owned()
    } else {
        clean(&format!("{base}/{path}"))
    }
}

/// Writes an absolute path as it is typed in a folder: `.`, `./below`, `../beside`. A path that shares nothing with the
/// folder, one that is not absolute and a URL stay as they are.
#[must_use]
pub fn relative(folder: &str, path: &str) -> String {
    if !path.starts_with('/') || !folder.starts_with('/') {
        return path.to_owned();
    }
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let (from, to) = (parts(folder), parts(path));
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if same == 0 {
        return path.to_owned();
    }
    let up = vec!["..".to_owned(); from.len() - same];
    let steps = [up.as_slice(), &to[same..]].concat();
    match steps.first().map(String::as_str) {
        None => ".".to_owned(),
        Some("..") => steps.join("/"),
        Some(_) => format!("./{}", steps.join("/")),
    }
}

/// The folder that a path is in.
#[must_use]
pub fn parent(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((parent, _)) => parent,
        None => ".",
    }
}

/// The last part of a path.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_as_go_cleans_them() {
        let cases = [
            ("", "."),
            ("/", "/"),
            ("/..", "/"),
            ("a/../..", ".."),
            ("./a//b/./c/..", "a/b"),
            ("../../a", "../../a"),
        ];
        for (path, cleaned) in cases {
            assert_eq!(clean(path), cleaned, "{path}");
        }
        assert_eq!(join("/app/x", "../y/.env"), "/app/y/.env");
        assert_eq!(join("/app", "C:\\data"), "C:\\data");
        let typed = [
            ("/p/app", "."),
            ("/p/app/web", "./web"),
            ("/p/web", "../web"),
            ("/p", ".."),
            ("/q/web", "/q/web"),
            ("https://example.com/a.git", "https://example.com/a.git"),
        ];
        for (path, wanted) in typed {
            assert_eq!(relative("/p/app", path), wanted, "{path}");
        }
        assert_eq!(
            (parent("/a"), parent("/a/b"), parent("a")),
            ("/", "/a", ".")
        );
    }
}
