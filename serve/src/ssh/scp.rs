//! The old protocol of `scp`: what `scp -O` runs on the machine, `scp -t` to write there and `scp -f` to read.
//!
//! It is written down nowhere; OpenSSH's `scp.c` is what clients speak to. Each side answers a message with a byte: 0 for
//! good, 1 for a warning and 2 for an error with a line that says why.

use russh::Channel;
use russh::server::Msg;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use super::account::Account;
use super::file::{self, Trouble};
use super::session::leave;

/// The longest line of the protocol: a name has at most 255 bytes.
const LINE: u64 = 1_024;
/// How deep directories are sent.
const DEPTH: usize = 32;

/// What a client wants of `scp` on the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// Files come to the machine, or go from there.
    to: bool,
    recursive: bool,
    /// Only a directory will do.
    directory: bool,
    path: String,
}

impl Wish {
    /// Reads a command; none when it is not that one.
    pub(super) fn read(command: &str) -> Option<Self> {
        let mut rest = command.strip_prefix("scp ")?.trim_start();
        let mut letters = String::new();
        while let Some(word) = rest.strip_prefix('-') {
            let (word, after) = word.split_once(' ').unwrap_or((word, ""));
            rest = after.trim_start();
            if word == "-" {
                break;
            }
            letters.push_str(word);
        }
        let to = letters.contains('t');
        if to == letters.contains('f') {
            return None;
        }
        // A shell would take the quotes away that a client puts around names with spaces.
        let bare = rest.trim();
        let quoted = ["'", "\""]
            .iter()
            .find_map(|q| bare.strip_prefix(q)?.strip_suffix(q));
        let path = quoted.unwrap_or(bare);
        Some(Self {
            to,
            recursive: letters.contains('r'),
            directory: letters.contains('d'),
            path: if path.is_empty() { "." } else { path }.to_owned(),
        })
    }
}

/// Speaks the protocol until the client is content.
pub(super) async fn serve(account: Account, channel: Channel<Msg>, wish: Wish) {
    let (mut read, write) = channel.split();
    let ended = {
        let reader = BufReader::new(read.make_reader());
        let mut talk = Talk {
            account,
            reader,
            writer: write.make_writer(),
            warned: false,
        };
        let done = match wish.to {
            true => talk.take(&wish).await,
            false => talk.give(&wish).await,
        };
        done.is_err() || talk.warned
    };
    leave(&write, u32::from(ended)).await;
}

/// A talk that broke: the client has gone, or sent what is none of the protocol.
type Broken = std::io::Error;

struct Talk<R, W> {
    account: Account,
    reader: R,
    writer: W,
    warned: bool,
}

fn nonsense(what: &str) -> Broken {
    Broken::new(std::io::ErrorKind::InvalidData, what.to_owned())
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Talk<BufReader<R>, W> {
    async fn good(&mut self) -> Result<(), Broken> {
        self.writer.write_all(&[0]).await?;
        self.writer.flush().await
    }

    /// Says what went wrong; the client goes on with its next file.
    async fn warn(&mut self, what: &str, why: &Trouble) -> Result<(), Broken> {
        self.warned = true;
        let words = format!("\u{1}scp: {what}: {why}\n");
        self.writer.write_all(words.as_bytes()).await?;
        self.writer.flush().await
    }

    /// Whether the client answers that it is content.
    async fn content(&mut self) -> Result<bool, Broken> {
        match self.reader.read_u8().await? {
            0 => Ok(true),
            1 => {
                self.line().await?;
                self.warned = true;
                Ok(false)
            }
            _ => Err(nonsense("the client gave up")),
        }
    }

    async fn line(&mut self) -> Result<String, Broken> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.reader).take(LINE);
        bounded.read_until(b'\n', &mut line).await?;
        let text = line.strip_suffix(b"\n").map(<[u8]>::to_vec);
        let text = text.ok_or_else(|| nonsense("no line"))?;
        String::from_utf8(text).map_err(|_| nonsense("no text"))
    }

    /// Files to the machine.
    async fn take(&mut self, wish: &Wish) -> Result<(), Broken> {
        let target = match file::absolute(&self.account, &wish.path) {
            Ok(target) => target,
            Err(why) => return self.warn(&wish.path, &why).await,
        };
        let into = file::stat(&self.account, &target, true).is_ok_and(|at| at.directory);
        if wish.directory && !into {
            let why = Trouble::File(paperboat_simulator::host::FileError::NotDirectory);
            return self.warn(&wish.path, &why).await;
        }
        self.good().await?;
        // The directories that are open, the innermost last.
        let mut folders: Vec<String> = Vec::new();
        loop {
            let kind = match self.reader.read_u8().await {
                Ok(kind) => kind,
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            };
            let line = self.line().await?;
            let here = folders.last().unwrap_or(&target).clone();
            match kind {
                b'T' => self.good().await?,
                b'E' => {
                    folders.pop();
                    self.good().await?;
                }
                b'C' | b'D' => {
                    let (mode, size, name) = header(&line)?;
                    let inside = into || !folders.is_empty();
                    let path = if inside {
                        format!("{here}/{name}")
                    } else {
                        here
                    };
                    if kind == b'C' {
                        self.take_file(&path, mode, size).await?;
                    } else if wish.recursive && folders.len() < DEPTH {
                        self.take_folder(&path, mode).await?;
                        folders.push(path);
                    } else {
                        return Err(nonsense("a directory"));
                    }
                }
                _ => return Err(nonsense("no message")),
            }
        }
    }

    async fn take_file(&mut self, path: &str, mode: u16, size: usize) -> Result<(), Broken> {
        let there = match file::may_write(&self.account, path) {
            Ok(there) => there,
            Err(why) => return self.warn(path, &why).await,
        };
        if size > file::LARGEST {
            let why = Trouble::Other("not modelled: a file of more than 4 MiB".to_owned());
            return self.warn(path, &why).await;
        }
        self.good().await?;
        let mut bytes = vec![0; size];
        self.reader.read_exact(&mut bytes).await?;
        self.content().await?;
        let mode = (!there).then_some(mode & !0o022);
        match file::write(&self.account, path, bytes, mode).await {
            Ok(()) => self.good().await,
            Err(why) => self.warn(path, &why).await,
        }
    }

    async fn take_folder(&mut self, path: &str, mode: u16) -> Result<(), Broken> {
        let there = file::stat(&self.account, path, true).is_ok_and(|at| at.directory);
        let made = if there {
            Ok(())
        } else {
            let quoted = paperboat_core::aws::quote(path);
            let command = format!("mkdir -m {:04o} {quoted}", mode & 0o777);
            file::change(&self.account, &command).await
        };
        match made {
            Ok(()) => self.good().await,
            Err(why) => self.warn(path, &why).await,
        }
    }

    /// Files from the machine.
    async fn give(&mut self, wish: &Wish) -> Result<(), Broken> {
        self.content().await?;
        match file::absolute(&self.account, &wish.path) {
            Ok(path) => self.give_one(&path, wish.recursive, 0).await,
            Err(why) => self.warn(&wish.path, &why).await,
        }
    }

    async fn give_one(&mut self, path: &str, recursive: bool, depth: usize) -> Result<(), Broken> {
        let entry = match file::stat(&self.account, path, true) {
            Ok(entry) => entry,
            Err(why) => return self.warn(path, &why).await,
        };
        if !entry.directory {
            return self.give_file(path).await;
        }
        if !recursive || depth == DEPTH {
            let why = Trouble::Other("not a regular file".to_owned());
            return self.warn(path, &why).await;
        }
        let inside = match file::list(&self.account, path) {
            Ok(inside) => inside,
            Err(why) => return self.warn(path, &why).await,
        };
        let line = format!("D{:04o} 0 {}\n", entry.mode & 0o7777, file::base(path));
        self.writer.write_all(line.as_bytes()).await?;
        self.writer.flush().await?;
        if !self.content().await? {
            return Ok(());
        }
        for entry in inside {
            let path = format!("{}/{}", path.trim_end_matches('/'), entry.name);
            Box::pin(self.give_one(&path, recursive, depth + 1)).await?;
        }
        self.writer.write_all(b"E\n").await?;
        self.writer.flush().await?;
        self.content().await.map(|_| ())
    }

    async fn give_file(&mut self, path: &str) -> Result<(), Broken> {
        let (text, mode) = match file::read(&self.account, path) {
            Ok(read) => read,
            Err(why) => return self.warn(path, &why).await,
        };
        let name = file::base(path);
        let line = format!("C{:04o} {} {name}\n", mode & 0o7777, text.len());
        self.writer.write_all(line.as_bytes()).await?;
        self.writer.flush().await?;
        if !self.content().await? {
            return Ok(());
        }
        self.writer.write_all(text.as_bytes()).await?;
        self.good().await?;
        self.content().await.map(|_| ())
    }
}

/// The mode, the size and the name of what comes.
fn header(line: &str) -> Result<(u16, usize, &str), Broken> {
    let wrong = || nonsense("no header");
    let mut words = line.splitn(3, ' ');
    let mode = words
        .next()
        .and_then(|mode| u16::from_str_radix(mode, 8).ok());
    let size = words.next().and_then(|size| size.parse().ok());
    let name = words
        .next()
        .filter(|name| !name.is_empty() && !name.contains('/'));
    let name = name.filter(|name| !matches!(*name, "." | ".."));
    Ok((
        mode.ok_or_else(wrong)?,
        size.ok_or_else(wrong)?,
        name.ok_or_else(wrong)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::{Wish, header};

    #[test]
    fn the_commands_of_scp_are_told_from_others() {
        let to = Wish::read("scp -r -d -t /srv").unwrap();
        assert!(to.to && to.recursive && to.directory);
        assert_eq!(to.path, "/srv");
        let from = Wish::read("scp -v -f -- 'a b'").unwrap();
        assert_eq!((from.to, from.path.as_str()), (false, "a b"));
        assert_eq!(Wish::read("scp -t").unwrap().path, ".");
        assert_eq!(Wish::read("scp file host:"), None);
        assert_eq!(Wish::read("scpx -t"), None);
    }

    #[test]
    fn a_name_that_leaves_its_directory_is_none() {
        assert_eq!(header("0644 5 a b").unwrap(), (0o644, 5, "a b"));
        for line in [
            "0644 5 ../a",
            "0644 5 ..",
            "0644 5 ",
            "0644 x a",
            "9 5 a",
            "",
        ] {
            assert!(header(line).is_err(), "{line}");
        }
    }
}
