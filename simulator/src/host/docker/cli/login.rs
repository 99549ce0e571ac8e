//! `docker login` and `docker logout`.

use super::command::Outcome;
use super::flags::Parsed;
use crate::host::docker::engine::{Client, engine_mut};
use crate::host::docker::plan::Failure;
use crate::host::{write_stderr, write_stdout};
use crate::id::Endpoint;
use crate::registry;
use crate::world::World;

/// The address of Docker Hub in a user's configuration.
const HUB: &str = "https://index.docker.io/v1/";

/// The registry that a person names: without its scheme and path, Docker Hub when none is named.
fn server(parsed: &Parsed) -> String {
    let named = parsed.arguments.first().map_or("", String::as_str);
    let bare = named
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    match bare.split('/').next().unwrap_or_default() {
        "" | "docker.io" | "index.docker.io" | "registry-1.docker.io" => "docker.io".to_owned(),
        host => host.to_owned(),
    }
}

fn home(w: &World, client: Client) -> String {
    w.hosts.jobs[client.job].process.home().to_owned()
}

/// `docker login` as the table of commands has it; [`login`] is what is called.
pub(super) fn without_input(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
) -> Result<Outcome, Failure> {
    login(w, client, parsed, "")
}

/// `docker login`. A person cannot be asked here: there is no terminal.
pub(super) fn login(
    w: &mut World,
    client: Client,
    parsed: &Parsed,
    stdin: &str,
) -> Result<Outcome, Failure> {
    let user = parsed.text("username").unwrap_or_default().to_owned();
    let from_stdin = parsed.is("password-stdin");
    if let (Some(_), true) = (parsed.text("password"), from_stdin) {
        let words = "--password and --password-stdin are mutually exclusive";
        return Err(Failure::new(1, words));
    }
    if from_stdin && user.is_empty() {
        return Err(Failure::new(
            1,
            "Must provide --username with --password-stdin",
        ));
    }
    if parsed.text("password").is_some() {
        write_stderr(
            w,
            client.job,
            "WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n",
        );
    }
    let password = match parsed.text("password") {
        Some(password) => password.to_owned(),
        None if from_stdin => stdin.trim_end_matches(['\n', '\r']).to_owned(),
        None => String::new(),
    };
    // The client asks for what it lacks, an empty password too.
    if user.is_empty() || password.is_empty() {
        return Err(Failure::new(
            1,
            "Error: Cannot perform an interactive login from a non TTY device",
        ));
    }
    super::command::can_reach(w, client).map_err(super::command::Unreached::failure)?;
    let server = server(parsed);
    let address = w.seen_as(Endpoint::Machine(client.machine));
    let login = registry::sign_in(w, address, &server, (&user, &password));
    let login =
        login.map_err(|words| Failure::new(1, format!("Error response from daemon: {words}")))?;
    if !login.is_checked() {
        let words = format!(
            "paperboat: not modelled: which passwords {server} takes; this one is taken for right\n"
        );
        write_stderr(w, client.job, &words);
    }
    let home = home(w, client);
    write_stderr(
        w,
        client.job,
        &format!(
            "WARNING! Your password will be stored unencrypted in {home}/.docker/config.json.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/engine/reference/commandline/login/#credentials-store\n\n"
        ),
    );
    let logins = &mut engine_mut(w, client.machine).logins;
    logins.insert((home, server), login);
    write_stdout(w, client.job, "Login Succeeded\n");
    Ok(Outcome::Exit(0))
}

/// `docker logout`: says the same whether there was a login or not.
pub(super) fn logout(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let server = server(parsed);
    let shown = if server == "docker.io" { HUB } else { &server };
    let home = home(w, client);
    write_stdout(
        w,
        client.job,
        &format!("Removing login credentials for {shown}\n"),
    );
    let logins = &mut engine_mut(w, client.machine).logins;
    logins.remove(&(home, server));
    Ok(Outcome::Exit(0))
}
