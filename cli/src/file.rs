//! Files that are written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that will be written. What stands there stays as it is until everything is.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    to: To,
}

#[derive(Debug)]
enum To {
    /// A new file beside, which then takes the name.
    Beside(NamedTempFile),
    /// What is no file of a disk (a pipe, a device) takes what it is given.
    Through(File),
}

impl Target {
    /// Finds out whether a file can be written, and prepares it. Writes through a link to what it names.
    ///
    /// # Errors
    ///
    /// `IsADirectory`: the path names a folder. `PermissionDenied`: the file or its folder is not to be written. Or what else
    /// the file system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        // As any new file: for whoever the mask lets read it.
        Self::with_mode(path, 0o666)
    }

    /// Prepares a file as [`open`](Self::open) does, and lets nobody but its owner read a new one.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn of_owner(path: &Path) -> io::Result<Self> {
        Self::with_mode(path, 0o600)
    }

    fn with_mode(path: &Path, mode: u32) -> io::Result<Self> {
        let there = match fs::metadata(path) {
            Ok(about) => Some(about),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let path = match &there {
            Some(_) => fs::canonicalize(path)?,
            None => path.to_owned(),
        };
        if there.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(ErrorKind::IsADirectory.into());
        }
        if there.as_ref().is_some_and(|about| !about.is_file()) {
            let to = To::Through(OpenOptions::new().write(true).open(&path)?);
            return Ok(Self { path, to });
        }
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
        #[cfg(not(unix))]
        let _ = mode;
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")));
        let file = file.map_err(|error| without_name(&error))?;
        if let Some(about) = there {
            // Taking the name of a file needs no leave to write into it.
            if about.permissions().readonly() {
                return Err(ErrorKind::PermissionDenied.into());
            }
            file.as_file().set_permissions(about.permissions())?;
        }
        let to = To::Beside(file);
        Ok(Self { path, to })
    }

    /// Writes everything.
    ///
    /// # Errors
    ///
    /// Of the file system; then what stood there is as it was.
    pub fn write(self, content: &str) -> io::Result<()> {
        match self.to {
            To::Through(mut file) => file.write_all(content.as_bytes()),
            To::Beside(mut file) => {
                let written = file.write_all(content.as_bytes());
                written.map_err(|error| without_name(&error))?;
                file.as_file().sync_all()?;
                file.persist(&self.path).map_err(|error| error.error)?;
                Ok(())
            }
        }
    }
}

/// What the file system said, without the name of the file beside, which nobody asked for: `tempfile` adds it to the words
/// and keeps the error that it had to itself.
fn without_name(error: &io::Error) -> io::Error {
    let said = error.to_string();
    let own = said.split_once(" at path ").map_or(&*said, |(own, _)| own);
    io::Error::new(error.kind(), own)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::ErrorKind;

    use super::Target;

    #[test]
    fn what_stands_there_stays_until_all_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.html");
        let names = || fs::read_dir(folder.path()).expect("a folder").count();
        fs::write(&path, "before").expect("written");
        let given_up = Target::open(&path).expect("it can be written");
        assert_eq!(fs::read_to_string(&path).expect("read"), "before");
        drop(given_up);
        assert_eq!(names(), 1);
        let target = Target::open(&path).expect("it can be written");
        target.write("after").expect("written");
        assert_eq!(
            (fs::read_to_string(&path).expect("read").as_str(), names()),
            ("after", 1)
        );
        let kind = |path: &std::path::Path| Target::open(path).err().map(|e| e.kind());
        assert_eq!(kind(folder.path()), Some(ErrorKind::IsADirectory));
        assert_eq!(
            kind(&folder.path().join("none/x")),
            Some(ErrorKind::NotFound)
        );
        let missing = Target::open(&folder.path().join("none/x")).expect_err("no folder");
        let said = missing.to_string();
        assert!(!said.contains("none") && !said.contains(".tmp"), "{said}");
        let mut rights = fs::metadata(&path).expect("there").permissions();
        rights.set_readonly(true);
        fs::set_permissions(&path, rights).expect("set");
        assert_eq!(kind(&path), Some(ErrorKind::PermissionDenied));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = tempfile::tempdir().expect("a folder");
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "before").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        Target::open(&link)
            .and_then(|t| t.write("after"))
            .expect("written");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read_to_string(&file).expect("read"), "after");
        let null = std::path::Path::new("/dev/null");
        Target::open(null)
            .and_then(|t| t.write("nothing"))
            .expect("written");
        assert!(!fs::metadata(null).expect("there").is_file());
    }
}
