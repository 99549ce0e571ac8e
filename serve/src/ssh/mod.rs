//! The sshd of the simulated machines: OpenSSH's own clients log in, copy files and forward ports.
//!
//! What is done on a machine are the world's requests, in its time. [`account`] sends them; [`session`] is a channel with a
//! command, a shell or file transfer in it; [`forward`] what `-L` asks for. Not modelled, and refused: agents, X11, ports
//! that the machine would listen on for the client (`-R`), certificates, passwords.

mod account;
mod editor;
mod file;
mod forward;
mod login;
mod scp;
mod session;
mod sftp;
mod shell;

pub(crate) use login::serve;
