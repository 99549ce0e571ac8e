//! A shell in a terminal: prompt, lines, their output.

use russh::server::Msg;
use russh::{Channel, ChannelMsg, ChannelReadHalf, ChannelWriteHalf};

use paperboat_simulator::host::terminal::{Prompt, goes_on};

use super::account::Account;
use super::editor::{Act, Editor};
use super::session::leave;

/// The prompt of a command that goes on (`PS2`).
const MORE: &str = "> ";
/// How much may be typed ahead of a command that runs; more is lost, as by a terminal.
const AHEAD: usize = 4_096;
/// What Ctrl+C sends.
const INTERRUPT: u8 = 3;

/// Serves a shell until it is left.
pub(super) async fn serve(account: Account, channel: Channel<Msg>) {
    let (read, write) = channel.split();
    let name = account.new_shell();
    let mut shell = Shell {
        account,
        name,
        read,
        write,
        ahead: Vec::new(),
    };
    let code = shell.talk().await;
    leave(&shell.write, code.unwrap_or_default()).await;
    // Who hangs up leaves the machine too.
    if shell.prompt().is_some() {
        let _ = shell.account.run("exit", String::new(), &shell.name).await;
    }
}

struct Shell {
    account: Account,
    name: String,
    read: ChannelReadHalf,
    write: ChannelWriteHalf<Msg>,
    /// What was typed while a command ran.
    ahead: Vec<u8>,
}

impl Shell {
    /// Reads and runs lines; the last exit code, or none when the client has gone.
    async fn talk(&mut self) -> Option<u32> {
        // The first line opens the shell.
        let mut code = self.run("").await?;
        let mut editor = Editor::default();
        let mut open = String::new();
        loop {
            let Some(prompt) = self.prompt() else {
                return Some(code);
            };
            let prompt = if open.is_empty() {
                prompt
            } else {
                MORE.to_owned()
            };
            self.show(&prompt).await?;
            match self.line(&mut editor, &prompt).await? {
                Some(line) => {
                    open.push_str(&line);
                    if goes_on(&open) {
                        open.push('\n');
                        continue;
                    }
                    let text = std::mem::take(&mut open);
                    if !text.trim().is_empty() {
                        code = self.run(&text).await?;
                    }
                }
                None => open.clear(),
            }
        }
    }

    fn prompt(&self) -> Option<String> {
        let ubuntu = self
            .account
            .world(|world| world.login_user(self.account.instance()));
        let prompt = self.account.world(|world| world.prompt_of(&self.name))??;
        let Prompt {
            user,
            host,
            directory,
        } = prompt;
        let host = host.unwrap_or_default();
        // The prompts of the images' own `.bashrc`.
        Some(if ubuntu.flatten() == Some("ubuntu") {
            format!("{user}@{host}:{directory}$ ")
        } else {
            let last = directory.rsplit('/').next().filter(|last| !last.is_empty());
            format!("[{user}@{host} {}]$ ", last.unwrap_or("/"))
        })
    }

    async fn show(&self, text: &str) -> Option<()> {
        self.write.data(text.as_bytes()).await.ok()
    }

    /// Reads a line; none inside when it was given up.
    async fn line(&mut self, editor: &mut Editor, prompt: &str) -> Option<Option<String>> {
        loop {
            let ahead = std::mem::take(&mut self.ahead);
            for (n, byte) in ahead.iter().enumerate() {
                let done = match editor.feed(*byte) {
                    Act::Nothing => continue,
                    Act::Show(text) => {
                        self.show(&text).await?;
                        continue;
                    }
                    Act::Redraw => {
                        self.show(&editor.drawn(prompt)).await?;
                        continue;
                    }
                    Act::Line(line) => {
                        self.show("\r\n").await?;
                        Some(line)
                    }
                    Act::Interrupt => {
                        self.show("^C\r\n").await?;
                        None
                    }
                    Act::End => {
                        self.show("\r\n").await?;
                        Some("exit".to_owned())
                    }
                };
                self.ahead = ahead[n + 1..].to_vec();
                return Some(done);
            }
            match self.read.wait().await? {
                ChannelMsg::Data { data } => self.ahead = data.to_vec(),
                ChannelMsg::Eof | ChannelMsg::Close => return None,
                _ => {}
            }
        }
    }

    /// Runs a line and shows what it wrote; its exit code.
    async fn run(&mut self, line: &str) -> Option<u32> {
        let account = self.account.clone();
        let ran = account.run(line, String::new(), &self.name);
        tokio::pin!(ran);
        let said = loop {
            tokio::select! {
                said = &mut ran => break said,
                message = self.read.wait() => match message? {
                    ChannelMsg::Close => return None,
                    ChannelMsg::Data { data } if data.contains(&INTERRUPT) => {
                        self.ahead.clear();
                        let stop = char::from(INTERRUPT).to_string();
                        let _ = account.run(&stop, String::new(), &self.name).await;
                    }
                    ChannelMsg::Data { data } if self.ahead.len() + data.len() <= AHEAD => {
                        self.ahead.extend_from_slice(&data);
                    }
                    _ => {}
                },
            }
        };
        let (screen, code) = match said {
            Ok(output) => (output.stdout + &output.stderr, output.exit_code),
            Err(broken) => {
                let written = broken.written.stdout + &broken.written.stderr;
                (format!("{written}{}\n", broken.why), 255)
            }
        };
        self.show(&on_screen(&screen)).await?;
        Some(u32::try_from(code).unwrap_or(255))
    }
}

/// Text as a terminal takes it: a line's end also goes back to the left.
pub(super) fn on_screen(text: &str) -> String {
    text.replace('\n', "\r\n")
}
