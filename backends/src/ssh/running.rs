//! A command while it runs: fed, listened to, until it ends.

use std::convert::Infallible;

use paperboat_core::aws::host::ExecOutput;
use russh::client::Msg;
use russh::{Channel, ChannelMsg, ChannelReadHalf, Sig};
use tokio::time::timeout;

use super::Failure;
use super::client::Limits;
use super::session::Session;

/// Runs one command to its end, with `stdin` as its whole input.
///
/// # Errors
/// [`Failure::Lost`] when the connection ended without an exit status; [`Failure::CommandTimedOut`].
pub(super) async fn run(
    session: &Session,
    channel: Channel<Msg>,
    command: &str,
    stdin: &str,
    limits: &Limits,
) -> Result<ExecOutput, Failure> {
    let (mut hear, say) = channel.split();
    let begun = say.exec(true, command).await;
    begun.map_err(|e| session.lost(e.to_string(), true))?;
    let stdin = stdin.as_bytes().to_vec();
    let feed = async {
        // a command may end without having read its input: then there is nobody left to write to
        if say.data_bytes(stdin).await.is_ok() {
            let _ = say.eof().await;
        }
        std::future::pending::<Infallible>().await
    };
    let both = async {
        tokio::select! {
            never = feed => match never {},
            heard = listen(&mut hear, limits.output) => heard,
        }
    };
    match timeout(limits.command, both).await {
        Ok(Heard::Ended(output)) => Ok(output),
        Ok(Heard::NotTaken) => Err(session.lost("the command was not taken", false)),
        Ok(Heard::Silence) => Err(session.lost("no exit status", true)),
        Err(_) => {
            let _ = say.signal(Sig::TERM).await;
            let _ = say.close().await;
            Err(Failure::CommandTimedOut(limits.command.as_secs()))
        }
    }
}

enum Heard {
    Ended(ExecOutput),
    /// The server refused to run it.
    NotTaken,
    /// The channel ended, and nothing said how the command did.
    Silence,
}

/// Listens until the channel is closed: output may still come after the exit status.
async fn listen(hear: &mut ChannelReadHalf, limit: usize) -> Heard {
    let mut stdout = Stream::new("stdout", limit);
    let mut stderr = Stream::new("stderr", limit);
    let mut exit_code = None;
    while let Some(message) = hear.wait().await {
        match message {
            ChannelMsg::Data { data } => stdout.take(&data),
            ChannelMsg::ExtendedData { data, .. } => stderr.take(&data),
            ChannelMsg::ExitStatus { exit_status } => {
                exit_code = Some(i32::try_from(exit_status).unwrap_or(255));
            }
            ChannelMsg::ExitSignal { signal_name, .. } => exit_code = Some(killed_by(&signal_name)),
            ChannelMsg::Failure => return Heard::NotTaken,
            _ => {}
        }
    }
    let Some(exit_code) = exit_code else {
        return Heard::Silence;
    };
    let cut = stdout.cut() + &stderr.cut();
    Heard::Ended(ExecOutput {
        exit_code,
        stdout: stdout.text(),
        stderr: stderr.text() + &cut,
    })
}

/// The exit code that shells give for a command that was ended by a signal.
fn killed_by(signal: &Sig) -> i32 {
    128 + match signal {
        Sig::HUP => 1,
        Sig::INT => 2,
        Sig::QUIT => 3,
        Sig::ILL => 4,
        Sig::ABRT => 6,
        Sig::FPE => 8,
        Sig::KILL => 9,
        Sig::USR1 => 10,
        Sig::SEGV => 11,
        Sig::PIPE => 13,
        Sig::ALRM => 14,
        Sig::TERM => 15,
        Sig::Custom(_) => 127,
    }
}

/// The beginning of an output stream, up to a limit, and how much there was.
struct Stream {
    name: &'static str,
    kept: Vec<u8>,
    limit: usize,
    came: usize,
}

impl Stream {
    fn new(name: &'static str, limit: usize) -> Self {
        Self {
            name,
            kept: Vec::new(),
            limit,
            came: 0,
        }
    }

    fn take(&mut self, data: &[u8]) {
        self.came += data.len();
        let room = self.limit - self.kept.len();
        self.kept.extend_from_slice(&data[..data.len().min(room)]);
    }

    fn cut(&self) -> String {
        if self.came == self.kept.len() {
            return String::new();
        }
        format!(
            "\npaperboat: {} has {} bytes and was cut after {}\n",
            self.name, self.came, self.limit
        )
    }

    fn text(self) -> String {
        String::from_utf8(self.kept)
            .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
    }
}
