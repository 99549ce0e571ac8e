//! An append-only file of JSON lines that survives being cut off.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Another process writes to it.
    #[error("{path} is in use by another paperboat")]
    InUse {
        /// The file.
        path: String,
    },
    /// A line before the last one cannot be read.
    #[error("{path}:{line}: {reason}")]
    Damaged {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// An open journal: locked against other processes, read to its end, ready to be appended to.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Journal {
    /// Opens a journal, making it when it does not exist, and reads its records.
    ///
    /// A last line that was cut off is taken away: it was never acknowledged.
    ///
    /// # Errors
    /// The disk's, another process that holds it, a damaged line before the last one.
    pub fn open<T: DeserializeOwned>(path: &Path) -> Result<(Self, Vec<T>), JournalError> {
        let failed = |source| JournalError::Io {
            path: path.display().to_string(),
            source,
        };
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        lock(&file).map_err(|_| JournalError::InUse {
            path: path.display().to_string(),
        })?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let (records, sound) = read(path, &bytes)?;
        if sound < bytes.len() as u64 {
            file.set_len(sound).map_err(failed)?;
        }
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        if let Some(folder) = path.parent().and_then(|p| File::open(p).ok()) {
            // A folder that cannot be synced (some file systems refuse) costs a new file only, never its lines.
            let _ = folder.sync_all();
        }
        Ok((
            Self {
                path: path.to_owned(),
                file: BufWriter::new(file),
            },
            records,
        ))
    }

    /// Adds a record. It is safe after [`Journal::sync`].
    ///
    /// # Errors
    /// The disk's.
    pub fn append<T: Serialize>(&mut self, record: &T) -> Result<(), JournalError> {
        let written = serde_json::to_writer(&mut self.file, record)
            .map_err(std::io::Error::from)
            .and_then(|()| self.file.write_all(b"\n"));
        written.map_err(|e| self.failed(e))
    }

    /// Waits until all records are on the disk.
    ///
    /// # Errors
    /// The disk's.
    pub fn sync(&mut self) -> Result<(), JournalError> {
        let done = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_data());
        done.map_err(|e| self.failed(e))
    }

    fn failed(&self, source: std::io::Error) -> JournalError {
        JournalError::Io {
            path: self.path.display().to_string(),
            source,
        }
    }
}

/// Reads records; gives them with the length of the sound part.
fn read<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<(Vec<T>, u64), JournalError> {
    let mut records = Vec::new();
    let mut sound = 0;
    let mut lines = bytes
        .split_inclusive(|b| *b == b'\n')
        .enumerate()
        .peekable();
    while let Some((index, line)) = lines.next() {
        let whole = line.ends_with(b"\n");
        // A line whose end was not written, or whose blocks were not when the machine stopped.
        let torn = !whole || line.contains(&0);
        match serde_json::from_slice(line) {
            Ok(record) if whole => {
                records.push(record);
                sound += line.len() as u64;
            }
            Ok(_) => break,
            Err(_) if torn && lines.peek().is_none() => break,
            Err(e) => {
                let path = path.display().to_string();
                return Err(JournalError::Damaged {
                    path,
                    line: index + 1,
                    reason: e.to_string(),
                });
            }
        }
    }
    Ok((records, sound))
}

/// Locks a file for this process alone. A child that was being started when the last writer let go holds its lock until
/// it has become another program, which takes milliseconds: so a taken lock is asked for again before it is believed.
fn lock(file: &File) -> Result<(), std::fs::TryLockError> {
    const TRIES: u32 = 10;
    const APART: std::time::Duration = std::time::Duration::from_millis(10);
    for _ in 1..TRIES {
        if file.try_lock().is_ok() {
            return Ok(());
        }
        std::thread::sleep(APART);
    }
    file.try_lock()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(records: &[u32]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        let (mut journal, old) = Journal::open::<u32>(file.path()).expect("a fresh journal");
        assert!(old.is_empty());
        for r in records {
            journal.append(r).expect("appended");
        }
        journal.sync().expect("synced");
        file
    }

    #[test]
    fn a_cut_last_line_loses_that_line_only() {
        let file = write(&[11, 22, 333]);
        let full = std::fs::read(file.path()).expect("bytes");
        for cut in 0..=full.len() {
            std::fs::write(file.path(), &full[..cut]).expect("cut");
            let (mut journal, records) = Journal::open::<u32>(file.path()).expect("opens");
            let whole = full[..cut].iter().filter(|b| **b == b'\n').count();
            assert_eq!(records, [11, 22, 333][..whole]);
            journal.append(&4).expect("appended");
            journal.sync().expect("synced");
            drop(journal);
            let (_, again) = Journal::open::<u32>(file.path()).expect("opens again");
            assert_eq!(again.last(), Some(&4));
            assert_eq!(again.len(), whole + 1);
        }
    }

    #[test]
    fn a_damaged_line_is_named_and_nothing_is_cut_off() {
        let file = write(&[1, 2, 3]);
        for content in ["1\nx\n3\n", "1\nx\n"] {
            std::fs::write(file.path(), content).expect("written");
            let error = Journal::open::<u32>(file.path()).expect_err("refused");
            assert!(
                matches!(error, JournalError::Damaged { line: 2, .. }),
                "{error}"
            );
            let after = std::fs::read_to_string(file.path()).expect("text");
            assert_eq!(after, content);
        }
    }

    #[test]
    fn a_journal_has_one_writer() {
        let file = write(&[1]);
        let (_held, _) = Journal::open::<u32>(file.path()).expect("opens");
        let error = Journal::open::<u32>(file.path()).expect_err("refused");
        assert!(matches!(error, JournalError::InUse { .. }), "{error}");
    }
}
