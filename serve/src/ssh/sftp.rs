//! SFTP, which `scp` and `sftp` speak (draft-ietf-secsh-filexfer-02, version 3).
//!
//! A file is written when it is closed. Not modelled: links that are made, times, owners that are changed.

use std::collections::HashMap;

use paperboat_core::aws::quote;
use paperboat_simulator::host::FileError;
use russh::Channel;
use russh::server::Msg;
use russh_sftp::protocol::{
    Attrs, Data, File, FileAttributes, FileMode, Handle, Name, OpenFlags, Status, StatusCode,
};
use russh_sftp::server::{Handler, StatusReply, run};
use tokio::io::AsyncWriteExt;

use super::account::Account;
use super::file::{self, Entry, Trouble};
use super::session::leave;

/// How many files a client has open at once; OpenSSH's has one.
const OPEN: usize = 64;
/// The bytes that wait between a channel and the server: two of a client's packets.
const PIPE: usize = 64 << 10;

/// Serves the protocol on a channel until the client has ended it.
pub(super) async fn serve(account: Account, channel: Channel<Msg>) {
    let files = Files {
        account,
        open: HashMap::new(),
        next: 0,
    };
    // The server keeps its end of a stream to itself; an exit code, which `scp` wants, is sent when it has let go of it.
    let (here, there) = tokio::io::duplex(PIPE);
    run(there, files).await;
    let (mut from, mut to) = tokio::io::split(here);
    let (mut read, write) = channel.split();
    let asked = async {
        let mut reader = read.make_reader();
        let copied = tokio::io::copy(&mut reader, &mut to).await;
        to.shutdown().await.and(copied)
    };
    let mut writer = write.make_writer();
    let answered = tokio::io::copy(&mut from, &mut writer);
    // A client that breaks off has ended it too.
    let _ = tokio::join!(asked, answered);
    leave(&write, 0).await;
}

/// What a handle stands for.
enum Open {
    Reading(String),
    Writing {
        path: String,
        bytes: Vec<u8>,
        mode: Option<u16>,
    },
    /// What is still to be told of a directory.
    Listing(Vec<Entry>),
}

struct Files {
    account: Account,
    open: HashMap<String, Open>,
    next: u64,
}

type Answer<T> = Result<T, StatusReply>;

fn refused(why: &Trouble) -> StatusReply {
    let code = match why {
        Trouble::File(FileError::NotFound) => StatusCode::NoSuchFile,
        Trouble::File(FileError::Denied) => StatusCode::PermissionDenied,
        _ => StatusCode::Failure,
    };
    code.with_message(why.to_string())
}

fn done(id: u32) -> Status {
    Status {
        id,
        status_code: StatusCode::Ok,
        error_message: "Success".to_owned(),
        language_tag: "en".to_owned(),
    }
}

fn attributes(entry: &Entry) -> FileAttributes {
    let mut attributes = FileAttributes {
        size: Some(entry.size),
        user: Some(entry.owner.clone()),
        group: Some(entry.group.clone()),
        permissions: Some(u32::from(entry.mode)),
        ..FileAttributes::default()
    };
    attributes.set_type(match (entry.directory, entry.link) {
        (true, _) => FileMode::DIR,
        (_, true) => FileMode::LNK,
        _ => FileMode::REG,
    });
    attributes
}

impl Files {
    fn hold(&mut self, id: u32, open: Open) -> Answer<Handle> {
        if self.open.len() >= OPEN {
            return Err(StatusCode::Failure.with_message("too many open files"));
        }
        self.next += 1;
        let handle = self.next.to_string();
        self.open.insert(handle.clone(), open);
        Ok(Handle { id, handle })
    }

    fn stat_of(&self, id: u32, path: &str, follows: bool) -> Answer<Attrs> {
        let entry = file::stat(&self.account, path, follows).map_err(|why| refused(&why))?;
        let attrs = attributes(&entry);
        Ok(Attrs { id, attrs })
    }

    async fn change(&self, id: u32, command: &str) -> Answer<Status> {
        let changed = file::change(&self.account, command).await;
        changed.map(|()| done(id)).map_err(|why| refused(&why))
    }

    async fn set(&self, id: u32, path: &str, attrs: &FileAttributes) -> Answer<Status> {
        if attrs.size.is_some() || attrs.uid.is_some() {
            let words = "not modelled: another size or owner by SFTP";
            return Err(StatusCode::OpUnsupported.with_message(words));
        }
        match attrs.permissions {
            Some(mode) => {
                let command = format!("chmod {:04o} {}", mode & 0o7777, quote(path));
                self.change(id, &command).await
            }
            // Times: no file of a simulated machine has any.
            None => Ok(done(id)),
        }
    }
}

impl Handler for Files {
    type Error = StatusReply;

    fn unimplemented(&self) -> Self::Error {
        StatusCode::OpUnsupported.with_message("not modelled: this operation of SFTP")
    }

    async fn realpath(&mut self, id: u32, path: String) -> Answer<Name> {
        let path = file::absolute(&self.account, &path).map_err(|why| refused(&why))?;
        let files = vec![File::dummy(path)];
        Ok(Name { id, files })
    }

    async fn stat(&mut self, id: u32, path: String) -> Answer<Attrs> {
        self.stat_of(id, &path, true)
    }

    async fn lstat(&mut self, id: u32, path: String) -> Answer<Attrs> {
        self.stat_of(id, &path, false)
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Answer<Attrs> {
        let size = match self.open.get(&handle) {
            Some(Open::Reading(text)) => text.len(),
            Some(Open::Writing { bytes, .. }) => bytes.len(),
            _ => return Err(StatusCode::Failure.into()),
        };
        let attrs = FileAttributes {
            size: Some(size as u64),
            ..FileAttributes::default()
        };
        Ok(Attrs { id, attrs })
    }

    async fn open(
        &mut self,
        id: u32,
        path: String,
        flags: OpenFlags,
        attrs: FileAttributes,
    ) -> Answer<Handle> {
        if !flags.contains(OpenFlags::WRITE) {
            let (text, _) = file::read(&self.account, &path).map_err(|why| refused(&why))?;
            return self.hold(id, Open::Reading(text));
        }
        let there = file::may_write(&self.account, &path).map_err(|why| refused(&why))?;
        let failed = |error: FileError| Err(refused(&Trouble::File(error)));
        match there {
            true if flags.contains(OpenFlags::EXCLUDE) => return failed(FileError::Exists),
            false if !flags.contains(OpenFlags::CREATE) => return failed(FileError::NotFound),
            _ => {}
        }
        let bytes = if there && !flags.contains(OpenFlags::TRUNCATE) {
            let read = file::read(&self.account, &path).map_err(|why| refused(&why))?;
            read.0.into_bytes()
        } else {
            Vec::new()
        };
        // The umask of a login (`UMASK` of login.defs) takes the others' bits.
        let mode = attrs.permissions.map(|mode| (mode & 0o777 & !0o022) as u16);
        let mode = mode.filter(|_| !there);
        self.hold(id, Open::Writing { path, bytes, mode })
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, len: u32) -> Answer<Data> {
        let Some(Open::Reading(text)) = self.open.get(&handle) else {
            return Err(StatusCode::Failure.into());
        };
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let rest = text.as_bytes().get(from..).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or(StatusCode::Eof)?;
        let data = rest[..rest.len().min(len as usize)].to_vec();
        Ok(Data { id, data })
    }

    async fn write(
        &mut self,
        id: u32,
        handle: String,
        offset: u64,
        data: Vec<u8>,
    ) -> Answer<Status> {
        let Some(Open::Writing { bytes, .. }) = self.open.get_mut(&handle) else {
            return Err(StatusCode::Failure.into());
        };
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let to = from.saturating_add(data.len());
        if to > file::LARGEST {
            let words = "not modelled: a file of more than 4 MiB";
            return Err(StatusCode::Failure.with_message(words));
        }
        if bytes.len() < to {
            bytes.resize(to, 0);
        }
        bytes[from..to].copy_from_slice(&data);
        Ok(done(id))
    }

    async fn close(&mut self, id: u32, handle: String) -> Answer<Status> {
        match self.open.remove(&handle) {
            Some(Open::Writing { path, bytes, mode }) => {
                let written = file::write(&self.account, &path, bytes, mode).await;
                written.map(|()| done(id)).map_err(|why| refused(&why))
            }
            Some(_) => Ok(done(id)),
            None => Err(StatusCode::Failure.into()),
        }
    }

    async fn setstat(&mut self, id: u32, path: String, attrs: FileAttributes) -> Answer<Status> {
        self.set(id, &path, &attrs).await
    }

    async fn fsetstat(&mut self, id: u32, handle: String, attrs: FileAttributes) -> Answer<Status> {
        match self.open.get_mut(&handle) {
            Some(Open::Writing { mode, bytes, .. }) => {
                if let Some(size) = attrs.size {
                    let size = usize::try_from(size).unwrap_or(usize::MAX);
                    bytes.resize(size.min(file::LARGEST), 0);
                }
                if let Some(wished) = attrs.permissions {
                    *mode = Some((wished & 0o777) as u16);
                }
                Ok(done(id))
            }
            _ => Err(StatusCode::Failure.into()),
        }
    }

    async fn opendir(&mut self, id: u32, path: String) -> Answer<Handle> {
        let entries = file::list(&self.account, &path).map_err(|why| refused(&why))?;
        self.hold(id, Open::Listing(entries))
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Answer<Name> {
        let Some(Open::Listing(entries)) = self.open.get_mut(&handle) else {
            return Err(StatusCode::Failure.into());
        };
        // An answer has a bounded size; the rest comes with the next one.
        let count = entries.len().min(100);
        let part: Vec<Entry> = entries.drain(..count).collect();
        if part.is_empty() {
            return Err(StatusCode::Eof.into());
        }
        let file = |entry: &Entry| File::new(entry.name.clone(), attributes(entry));
        let files = part.iter().map(file).collect();
        Ok(Name { id, files })
    }

    async fn remove(&mut self, id: u32, path: String) -> Answer<Status> {
        self.change(id, &format!("rm {}", quote(&path))).await
    }

    async fn mkdir(&mut self, id: u32, path: String, attrs: FileAttributes) -> Answer<Status> {
        let mode = attrs.permissions.unwrap_or(0o777) & 0o777 & !0o022;
        let command = format!("mkdir -m {mode:04o} {}", quote(&path));
        self.change(id, &command).await
    }

    async fn rmdir(&mut self, id: u32, path: String) -> Answer<Status> {
        self.change(id, &format!("rmdir {}", quote(&path))).await
    }

    async fn rename(&mut self, id: u32, from: String, to: String) -> Answer<Status> {
        if file::stat(&self.account, &to, false).is_ok() {
            return Err(refused(&Trouble::File(FileError::Exists)));
        }
        let command = format!("mv {} {}", quote(&from), quote(&to));
        self.change(id, &command).await
    }
}
