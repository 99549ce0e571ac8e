//! Not AWS: what a person does on a machine over SSH, and from a browser.
//!
//! Commands are those a person would type (`sudo dnf install -y docker`); the same strings go to a
//! simulated machine, to a container with its own sshd, and to a real instance.
#![allow(missing_docs)]

use std::net::Ipv4Addr;

use super::operation::shapes;
use super::secret::SecretString;

shapes! { "camelCase";
    /// Where to log in, and with what.
    Login { user: String, address: Option<Ipv4Addr>, key_name: String, instance_id: String }
    /// `ssh -i KEY USER@ADDRESS COMMAND`. Ends when the command ends; the exit code is the command's own.
    ///
    /// Refused with `Unavailable` and code `ConnectionTimedOut`, `ConnectionRefused` or `ConnectionLost`,
    /// and with `Denied` and code `PermissionDenied` when the key does not open the account.
    ///
    /// `shell` names a shell that stays open between its lines, with its directory and variables: the first line opens it,
    /// `exit` leaves it, the character of Ctrl+C (U+0003) as a line ends what runs in it, and both of its outputs come as one,
    /// as on a screen. Without a name the command has a shell of its own. Only simulated machines have such shells.
    Exec { login: Login, command: String, stdin: SecretString, shell: String }
    ExecOutput { exit_code: i32, stdout: String, stderr: String }
    /// `scp -i KEY FILE USER@ADDRESS:PATH`. The content may hold secrets, so it is never shown.
    Put { login: Login, path: String, content: SecretString, mode: String }
    /// `curl` from a machine on the internet. `status` 0 means that no HTTP answer came; `error` says why, in curl's words.
    HttpGet { url: String }
    HttpGetOutput { status: u16, body: String, error: String }
}
