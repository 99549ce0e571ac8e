//! A channel of a session: what a client wants there, and commands.

use std::time::Duration;

use russh::server::{Handle, Msg};
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf};

use super::account::Account;
use super::file::LARGEST;
use super::{scp, sftp, shell};

/// How long a command's input may take to begin. A client whose input is a keyboard sends nothing, and no command may wait
/// for it; a pipe on loopback has sent something by then.
const BEGINS: Duration = Duration::from_millis(200);
/// How long input that has begun may pause.
const PAUSE: Duration = Duration::from_secs(60);
/// The exit code of what could not be done.
const FAILED: u32 = 255;
/// The stream of errors (RFC 4254, section 5.2: `SSH_EXTENDED_DATA_STDERR`).
const STDERR: u32 = 1;

/// Serves a channel until it is closed.
pub(super) async fn serve(account: Account, mut channel: Channel<Msg>, handle: Handle) {
    let id = channel.id();
    let mut terminal = false;
    while let Some(message) = channel.wait().await {
        let wants = match &message {
            ChannelMsg::RequestPty { want_reply, .. }
            | ChannelMsg::RequestShell { want_reply }
            | ChannelMsg::Exec { want_reply, .. }
            | ChannelMsg::RequestSubsystem { want_reply, .. }
            | ChannelMsg::SetEnv { want_reply, .. }
            | ChannelMsg::AgentForward { want_reply }
            | ChannelMsg::RequestX11 { want_reply, .. } => *want_reply,
            ChannelMsg::Close => return,
            _ => false,
        };
        let known = match &message {
            ChannelMsg::RequestSubsystem { name, .. } => name == "sftp",
            ChannelMsg::RequestPty { .. }
            | ChannelMsg::RequestShell { .. }
            | ChannelMsg::Exec { .. } => true,
            // sshd takes the variables that its configuration names, and refuses the others.
            ChannelMsg::SetEnv { variable_name, .. } => {
                variable_name.starts_with("LC_") || variable_name == "LANG"
            }
            _ => false,
        };
        let told = match (wants, known) {
            (true, true) => handle.channel_success(id).await,
            (true, false) => handle.channel_failure(id).await,
            (false, _) => Ok(()),
        };
        if told.is_err() {
            return;
        }
        match message {
            ChannelMsg::RequestPty { .. } => terminal = true,
            ChannelMsg::RequestShell { .. } if terminal => {
                return shell::serve(account, channel).await;
            }
            ChannelMsg::RequestShell { .. } => return script(account, channel).await,
            ChannelMsg::Exec { command, .. } => {
                let Ok(command) = String::from_utf8(command) else {
                    let words = "paperboat: not modelled: a command that is no text\n";
                    return refuse(channel, words).await;
                };
                return match scp::Wish::read(&command) {
                    Some(wish) => scp::serve(account, channel, wish).await,
                    None => run(account, channel, &command, terminal).await,
                };
            }
            ChannelMsg::RequestSubsystem { .. } if known => {
                return sftp::serve(account, channel).await;
            }
            _ => {}
        }
    }
}

/// What came of waiting for input.
enum Input {
    Text(String),
    Unfit(&'static str),
    Left,
}

/// Waits for a command's input, which is there as a whole before the command begins.
async fn input(read: &mut ChannelReadHalf, begins: Duration) -> Input {
    let mut bytes = Vec::new();
    loop {
        let patience = if bytes.is_empty() { begins } else { PAUSE };
        match tokio::time::timeout(patience, read.wait()).await {
            Err(_) | Ok(Some(ChannelMsg::Eof)) => break,
            Ok(None | Some(ChannelMsg::Close)) => return Input::Left,
            Ok(Some(ChannelMsg::Data { data })) if bytes.len() + data.len() <= LARGEST => {
                bytes.extend_from_slice(&data);
            }
            Ok(Some(ChannelMsg::Data { .. })) => {
                return Input::Unfit("paperboat: not modelled: more than 4 MiB of input\n");
            }
            Ok(Some(_)) => {}
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) => Input::Text(text),
        Err(_) => Input::Unfit("paperboat: not modelled: input that is no text\n"),
    }
}

/// A command.
async fn run(account: Account, channel: Channel<Msg>, command: &str, terminal: bool) {
    let (mut read, write) = channel.split();
    // A terminal's input is a keyboard's.
    let stdin = match terminal {
        true => Input::Text(String::new()),
        false => input(&mut read, BEGINS).await,
    };
    finish(account, read, write, (command, stdin), terminal).await;
}

/// A shell without a terminal: its input is a script.
async fn script(account: Account, channel: Channel<Msg>) {
    let (mut read, write) = channel.split();
    match input(&mut read, Duration::MAX).await {
        Input::Text(script) => {
            let work = (script.as_str(), Input::Text(String::new()));
            finish(account, read, write, work, false).await;
        }
        other => finish(account, read, write, ("", other), false).await,
    }
}

async fn finish(
    account: Account,
    mut read: ChannelReadHalf,
    write: ChannelWriteHalf<Msg>,
    (command, stdin): (&str, Input),
    terminal: bool,
) {
    let stdin = match stdin {
        Input::Text(text) => text,
        Input::Left => return,
        Input::Unfit(words) => return end(&write, "", words, FAILED, terminal).await,
    };
    let ran = account.run(command, stdin, "");
    tokio::pin!(ran);
    let mut late = false;
    let said = loop {
        tokio::select! {
            said = &mut ran => break said,
            message = read.wait() => match message {
                None | Some(ChannelMsg::Close) => return,
                Some(ChannelMsg::Data { .. }) => late = true,
                Some(_) => {}
            },
        }
    };
    match said {
        Ok(mut output) => {
            if late && !terminal {
                let words = "paperboat: not modelled: input that comes after a command has begun\n";
                output.stderr.push_str(words);
            }
            let code = u32::try_from(output.exit_code).unwrap_or(FAILED);
            end(&write, &output.stdout, &output.stderr, code, terminal).await;
        }
        Err(broken) => {
            let stderr = format!("{}{}\n", broken.written.stderr, broken.why);
            end(&write, &broken.written.stdout, &stderr, FAILED, terminal).await;
        }
    }
}

/// Writes what a command wrote, and its exit code.
async fn end(write: &ChannelWriteHalf<Msg>, stdout: &str, stderr: &str, code: u32, terminal: bool) {
    // A client that has gone needs nothing of this.
    let _ = if terminal {
        let screen = shell::on_screen(&format!("{stdout}{stderr}"));
        write.data(screen.as_bytes()).await
    } else {
        let written = write.data(stdout.as_bytes()).await;
        match written {
            Ok(()) => write.extended_data(STDERR, stderr.as_bytes()).await,
            failed => failed,
        }
    };
    leave(write, code).await;
}

/// Ends a channel with an exit code.
pub(super) async fn leave(write: &ChannelWriteHalf<Msg>, code: u32) {
    let _ = write.exit_status(code).await;
    let _ = write.eof().await;
    let _ = write.close().await;
}

async fn refuse(channel: Channel<Msg>, words: &str) {
    let (_, write) = channel.split();
    end(&write, "", words, FAILED, false).await;
}
