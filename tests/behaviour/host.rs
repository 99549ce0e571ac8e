//! A machine behind an instance: logging in, commands, files, and what is seen from the internet.

use paperboat_core::aws::ec2::*;
use paperboat_core::aws::host::*;
use paperboat_core::aws::secretsmanager::SecretString;
use paperboat_core::aws::{Ec2, Host};
use paperboat_core::recipe::Wait;

use crate::bench::{Bench, CALLER, PATIENCE, Stop};
use crate::case::{Checked, cases};
use crate::ec2::{group, ids, launch, one, wait};

cases! { "host":
    a_command_ends_with_its_own_code [RunInstances, CreateKeyPair, AuthorizeSecurityGroupIngress, Exec]
    both_streams_come_apart [RunInstances, CreateKeyPair, AuthorizeSecurityGroupIngress, Exec]
    a_command_reads_what_it_is_given [RunInstances, CreateKeyPair, AuthorizeSecurityGroupIngress, Exec]
    a_file_arrives_with_its_mode [RunInstances, CreateKeyPair, AuthorizeSecurityGroupIngress, Exec, Put]
    files_stay_over_a_reboot [RunInstances, CreateKeyPair, AuthorizeSecurityGroupIngress, Exec, Put, RebootInstances]
    a_closed_port_lets_nobody_in [RunInstances, CreateKeyPair, Exec]
    a_port_on_which_nobody_listens_refuses [RunInstances, CreateKeyPair, AuthorizeSecurityGroupIngress, Exec, HttpGet]
}

/// A running instance with a key, in a group that opens `ports` to the caller.
async fn machine(b: &Bench<'_>, ports: &[u16]) -> Result<Login, Stop> {
    let key_name = b.name("key");
    let key = CreateKeyPair {
        key_name: key_name.clone(),
        ..Default::default()
    };
    b.cloud.create_key_pair(key).await?;
    b.later(DeleteKeyPair {
        key_name: key_name.clone(),
    });
    let group_id = group(b, "ssh").await?;
    for port in ports {
        let open = AuthorizeSecurityGroupIngress {
            group_id: group_id.clone(),
            ip_permissions: vec![IpPermission::from_range(
                "tcp",
                *port,
                format!("{CALLER}/32"),
            )],
            ..Default::default()
        };
        b.cloud.authorize_security_group_ingress(open).await?;
    }
    let request = RunInstances {
        key_name: key_name.clone(),
        security_group_ids: ids(&group_id),
        ..one(b).await?
    };
    let id = launch(b, request).await?.instance_id;
    let instance = wait(b, &id, InstanceStateName::Running).await?;
    Ok(Login {
        user: "ec2-user".into(),
        address: instance.public_ip_address,
        key_name,
        instance_id: id,
    })
}

fn exec(login: &Login, command: &str, stdin: &str) -> Exec {
    Exec {
        login: login.clone(),
        command: command.into(),
        stdin: SecretString(stdin.into()),
        ..Default::default()
    }
}

/// A machine that can be logged in to.
async fn ready(b: &Bench<'_>) -> Result<Login, Stop> {
    let login = machine(b, &[22]).await?;
    let probe = exec(&login, "true", "");
    let look = |_| paperboat_core::cloud::Look::Met(());
    b.context()
        .wait_until(Wait::SshAnswers, PATIENCE, probe, look)
        .await?;
    Ok(login)
}

async fn a_command_ends_with_its_own_code(b: &Bench<'_>) -> Checked {
    let login = ready(b).await?;
    for (command, code) in [
        ("true", 0),
        ("false", 1),
        ("exit 7", 7),
        ("no-such-program", 127),
        ("cd /nowhere", 1),
    ] {
        let out = b.cloud.exec(exec(&login, command, "")).await?;
        b.same(&format!("the code of `{command}`"), out.exit_code, code);
    }
    let who = b.cloud.exec(exec(&login, "whoami", "")).await?;
    b.same("the user", who.stdout.as_str(), "ec2-user\n");
    let root = b.cloud.exec(exec(&login, "sudo whoami", "")).await?;
    b.same("the user behind sudo", root.stdout.as_str(), "root\n");
    Ok(())
}

async fn both_streams_come_apart(b: &Bench<'_>) -> Checked {
    let login = ready(b).await?;
    let out = b
        .cloud
        .exec(exec(&login, "echo out; echo err >&2", ""))
        .await?;
    b.same("the output", out.stdout.as_str(), "out\n");
    b.same("the errors", out.stderr.as_str(), "err\n");
    Ok(())
}

async fn a_command_reads_what_it_is_given(b: &Bench<'_>) -> Checked {
    let login = ready(b).await?;
    let out = b.cloud.exec(exec(&login, "cat", "one\ntwo\n")).await?;
    b.same("what cat gives back", out.stdout.as_str(), "one\ntwo\n");
    Ok(())
}

fn put(login: &Login, path: &str, mode: &str) -> Put {
    Put {
        login: login.clone(),
        path: path.into(),
        content: SecretString("A=1\n".into()),
        mode: mode.into(),
    }
}

async fn a_file_arrives_with_its_mode(b: &Bench<'_>) -> Checked {
    let login = ready(b).await?;
    b.cloud
        .put(put(&login, "/home/ec2-user/app.env", "600"))
        .await?;
    let out = b
        .cloud
        .exec(exec(&login, "cat app.env; stat -c '%a %U' app.env", ""))
        .await?;
    b.same(
        "the file, its mode and its owner",
        out.stdout.as_str(),
        "A=1\n600 ec2-user\n",
    );
    Ok(())
}

async fn files_stay_over_a_reboot(b: &Bench<'_>) -> Checked {
    let login = ready(b).await?;
    b.cloud
        .put(put(&login, "/home/ec2-user/app.env", "644"))
        .await?;
    let instance_ids = ids(&login.instance_id);
    b.cloud
        .reboot_instances(RebootInstances { instance_ids })
        .await?;
    b.pass(5).await;
    let look = |out: ExecOutput| paperboat_core::cloud::Look::Met(out);
    let probe = exec(&login, "cat app.env", "");
    let out = b
        .context()
        .wait_until(Wait::SshAnswers, PATIENCE, probe, look)
        .await?;
    b.same("the file after the reboot", out.stdout.as_str(), "A=1\n");
    Ok(())
}

async fn a_closed_port_lets_nobody_in(b: &Bench<'_>) -> Checked {
    let login = machine(b, &[]).await?;
    b.pass(60).await;
    b.refused(
        "a login through a closed port",
        exec(&login, "true", ""),
        "ConnectionTimedOut",
    )
    .await;
    Ok(())
}

async fn a_port_on_which_nobody_listens_refuses(b: &Bench<'_>) -> Checked {
    let login = machine(b, &[22, 8080]).await?;
    let probe = exec(&login, "true", "");
    let look = |_| paperboat_core::cloud::Look::Met(());
    b.context()
        .wait_until(Wait::SshAnswers, PATIENCE, probe, look)
        .await?;
    let Some(address) = login.address else {
        return Err(Stop("a running instance shows no address".into()));
    };
    let url = format!("http://{address}:8080/");
    let answer = b.cloud.http_get(HttpGet { url }).await?;
    b.same("the status", answer.status, 0);
    let told = answer.error.contains("Couldn't connect to server")
        || answer.error.contains("Connection refused");
    b.check(
        "the error is curl's for a refused connection",
        told,
        answer.error,
    );
    Ok(())
}
