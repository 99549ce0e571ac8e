//! Who one is, and who belongs to which group.

use super::super::shell::{Frame, Options, Script, script};
use super::super::{JobKey, Machine, Process, Progress, write_stderr, write_stdout};
use super::Switches;
use crate::world::World;

fn machine(w: &World, key: JobKey) -> &Machine {
    &w.hosts.machines[w.hosts.jobs[key].machine]
}

fn say(w: &mut World, key: JobKey, code: i32, words: &str) -> Progress {
    write_stderr(w, key, &format!("{words}\n"));
    Progress::Exit(code)
}

/// `whoami`.
pub(super) fn whoami(w: &mut World, key: JobKey, _: &[String], _: &str) -> Progress {
    let line = format!("{}\n", w.hosts.jobs[key].process.user);
    write_stdout(w, key, &line);
    Progress::Exit(0)
}

/// The groups of this login, or those that another user would get by a new one; the user's own group first.
fn groups_of(w: &World, key: JobKey, user: Option<&str>) -> Option<(String, Vec<String>)> {
    let process = &w.hosts.jobs[key].process;
    let machine = machine(w, key);
    let name = user.unwrap_or(&process.user);
    machine.users.get(name)?;
    let groups = match user {
        Some(user) => machine.users.groups_of(user),
        None => process.groups.clone(),
    };
    let others = groups.into_iter().filter(|g| g != name);
    let mut others: Vec<String> = others.collect();
    others.sort_by_key(|g| machine.users.group_id(g));
    let all = std::iter::once(name.to_owned()).chain(others).collect();
    Some((name.to_owned(), all))
}

/// `id`.
pub(super) fn id(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "u g G n r user group groups name", "") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let user = switches.rest.first().map(String::as_str);
    let Some((name, groups)) = groups_of(w, key, user) else {
        let user = user.unwrap_or_default();
        return say(w, key, 1, &format!("id: ‘{user}’: no such user"));
    };
    let users = &machine(w, key).users;
    let number = users.get(&name).map_or(65534, |u| u.id);
    let as_name = switches.has("n name");
    let shown = |group: &String| {
        if as_name {
            group.clone()
        } else {
            users.group_id(group).to_string()
        }
    };
    let line = if switches.has("u user") {
        if as_name { name } else { number.to_string() }
    } else if switches.has("g group") {
        shown(&name)
    } else if switches.has("G groups") {
        groups.iter().map(shown).collect::<Vec<_>>().join(" ")
    } else {
        let list = groups.iter().map(|g| format!("{}({g})", users.group_id(g)));
        let list = list.collect::<Vec<_>>().join(",");
        let group = users.group_id(&name);
        format!("uid={number}({name}) gid={group}({name}) groups={list}")
    };
    write_stdout(w, key, &format!("{line}\n"));
    Progress::Exit(0)
}

/// `groups`.
pub(super) fn groups(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let user = argv.get(1).map(String::as_str);
    let Some((name, groups)) = groups_of(w, key, user) else {
        let user = user.unwrap_or_default();
        return say(w, key, 1, &format!("groups: ‘{user}’: no such user"));
    };
    let prefix = user.map_or(String::new(), |_| format!("{name} : "));
    write_stdout(w, key, &format!("{prefix}{}\n", groups.join(" ")));
    Progress::Exit(0)
}

/// `usermod`, as far as it adds a user to groups.
pub(super) fn usermod(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let switches = match Switches::read(w, key, argv, "a append", "G groups") {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let (Some(groups), [user], true) = (
        switches.value("G groups"),
        &switches.rest[..],
        switches.has("a append"),
    ) else {
        return say(
            w,
            key,
            2,
            "paperboat: not modelled: usermod other than -aG GROUPS USER",
        );
    };
    if machine(w, key).users.get(user).is_none() {
        return say(w, key, 6, &format!("usermod: user '{user}' does not exist"));
    }
    if !w.hosts.jobs[key].process.is_root() {
        let words =
            "usermod: Permission denied.\nusermod: cannot lock /etc/passwd; try again later.";
        return say(w, key, 1, words);
    }
    let groups: Vec<&str> = groups.split(',').collect();
    let missing = groups.iter().find(|g| !machine(w, key).users.has_group(g));
    if let Some(missing) = missing {
        return say(
            w,
            key,
            6,
            &format!("usermod: group '{missing}' does not exist"),
        );
    }
    let machine = w.hosts.jobs[key].machine;
    for group in groups {
        w.hosts.machines[machine].users.join(user, group);
    }
    Progress::Exit(0)
}

/// `useradd`, with a home, a shell and groups.
pub(super) fn useradd(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let valued = "s shell G groups c comment";
    let switches = match Switches::read(w, key, argv, "m create-home r system", valued) {
        Ok(switches) => switches,
        Err(progress) => return progress,
    };
    let [user] = &switches.rest[..] else {
        return say(w, key, 2, "Usage: useradd [options] LOGIN");
    };
    if !w.hosts.jobs[key].process.is_root() {
        let words =
            "useradd: Permission denied.\nuseradd: cannot lock /etc/passwd; try again later.";
        return say(w, key, 1, words);
    }
    let groups: Vec<&str> = switches
        .values("G groups")
        .flat_map(|g| g.split(','))
        .collect();
    let missing = groups.iter().find(|g| !machine(w, key).users.has_group(g));
    if let Some(missing) = missing {
        return say(
            w,
            key,
            6,
            &format!("useradd: group '{missing}' does not exist"),
        );
    }
    let machine = w.hosts.jobs[key].machine;
    let machine = &mut w.hosts.machines[machine];
    if !machine.users.add(user) {
        return say(w, key, 9, &format!("useradd: user '{user}' already exists"));
    }
    for group in groups {
        machine.users.join(user, group);
    }
    let home = super::super::Node::directory(0o700, user);
    machine.files.put(&format!("/home/{user}"), home);
    Progress::Exit(0)
}

/// Becomes a member of a group for one command; a member by the accounts of now only, since nobody types a password.
fn joined(w: &mut World, key: JobKey, group: &str) -> Result<Process, Progress> {
    let process = &w.hosts.jobs[key].process;
    let users = &machine(w, key).users;
    if !users.has_group(group) {
        return Err(say(
            w,
            key,
            1,
            &format!("newgrp: group '{group}' does not exist"),
        ));
    }
    if !process.is_root() && !users.groups_of(&process.user).contains(group) {
        return Err(say(w, key, 1, "Password: Invalid password."));
    }
    let mut process = process.clone();
    process.groups.insert(group.to_owned());
    Ok(process)
}

/// `newgrp`: a new shell with the group. It reads its commands from the input: what follows in a script is not run
/// in it.
pub(super) fn newgrp(w: &mut World, key: JobKey, argv: &[String], stdin: &str) -> Progress {
    let own = w.hosts.jobs[key].process.user.clone();
    let group = argv.iter().skip(1).find(|a| *a != "-").cloned();
    within(w, key, &group.unwrap_or(own), stdin)
}

/// `sg GROUP -c COMMAND`.
pub(super) fn sg(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    match &argv[1..] {
        [group, flag, command] if flag == "-c" => within(w, key, group, command),
        [group, command] => within(w, key, group, command),
        _ => say(w, key, 1, "Usage: sg group [[-c] command]"),
    }
}

fn within(w: &mut World, key: JobKey, group: &str, text: &str) -> Progress {
    let process = match joined(w, key, group) {
        Ok(process) => process,
        Err(progress) => return progress,
    };
    let before = w.hosts.jobs[key].process.clone();
    w.hosts.jobs[key].process = process;
    w.hosts.jobs[key].stdin.clear();
    let text = text.to_owned();
    let options = Options {
        argument: true,
        ..Options::default()
    };
    match script(
        w,
        key,
        Script {
            text,
            options,
            on_input: false,
        },
    ) {
        Progress::Call(frames) => {
            let back = std::iter::once(Frame::Become(before));
            Progress::Call(back.chain(frames).collect())
        }
        other => {
            w.hosts.jobs[key].process = before;
            other
        }
    }
}
