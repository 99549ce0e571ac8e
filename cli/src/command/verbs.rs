//! The verbs of a deployment that lasts: deploy, status, logs, exec, scale, destroy.

use std::collections::BTreeSet;

use paperboat_core::error::{Cause, DeployError, Root};
use paperboat_core::event::EventId;
use paperboat_core::recipe::Obstacle;
use paperboat_core::strategy::{App, Care, Deployed, NAMES, NoRange, Remains, RunWith, Way};
use paperboat_rehearsal::{Failure, typed_steps};
use serde_json::{Value, json};

use super::settle::settle;
use crate::args::{self, Backend, Existing};
use crate::deployment::{Deployment, Kept};
use crate::exit::Exit;
use crate::load::load_app;
use crate::place::Place;
use crate::report::{
    Done, fail_because, fail_rooted, failure, fix, help, own_words, positions, root_words, seconds,
    task_range, usd, verb, within_account,
};
use crate::settings::{model, overrides, say_unused, typing};
use crate::table::Table;
use crate::ui::Ui;

/// The name of a deployment when none is given.
pub(super) const DEFAULT: &str = "default";

/// Turns a result that already carries the exit code into one code.
pub(super) fn ended(result: Result<Exit, Exit>) -> Exit {
    result.unwrap_or_else(|exit| exit)
}

/// Deploys on the simulator; a deployment that did not reach its end goes on.
pub fn deploy(ui: &Ui, args: &args::Deploy) -> Exit {
    ended(try_deploy(ui, args))
}

fn try_deploy(ui: &Ui, args: &args::Deploy) -> Result<Exit, Exit> {
    let name = args.existing.name.as_deref().unwrap_or(DEFAULT);
    let mut deployment = if Deployment::names().iter().any(|n| n == name) {
        resumed(ui, name, args)?
    } else {
        let way = chosen_way(ui, &args.strategy)?;
        let (resolved, options) = load_app(ui, &args.app)?;
        let model = model(ui, &args.run.world)?;
        let t = typing(&model, args.run.hands.unwrap_or_default());
        let mut kept = Kept {
            way,
            typing: [t.mental_s, t.keystroke_s, t.pointing_s, t.factor],
            versions: vec![App::new(&resolved, &options)],
            moved: BTreeSet::new(),
            attempt: None,
            deployed: None,
            up: false,
            place: Place::of(&args.place),
        };
        settle(ui, name, args, &mut kept)?;
        Deployment::begin(
            ui,
            name,
            kept,
            args.run.world.seed,
            overrides(ui, &args.run.world)?,
            &model,
        )?
    };
    deployment.save(ui)?;
    let app = deployment.app().clone();
    let before = deployment.events().len();
    deployment.keep_commands(args.show_commands);
    let (outcome, steps) = deployment.begin_work(async |s, cx| s.deploy(cx, &app).await);
    let typed = args.show_commands.then(|| {
        let events = deployment.events();
        typed_steps(events.get(before..).unwrap_or_default())
    });
    let replaced: Vec<String> = overrides(ui, &args.run.world)?.into_keys().collect();
    let done = match &typed {
        Some(typed) => Done::Typed(typed),
        None => Done::Steps(&steps),
    };
    let ended = finish(ui, &mut deployment, outcome, done, None)?;
    say_unused(ui, deployment.unused(&replaced));
    Ok(ended)
}

/// The way that was asked for; says when there is none, and which is nearest when it does not exist.
pub(super) fn chosen_way(ui: &Ui, args: &args::StrategyArgs) -> Result<Way, Exit> {
    let Some(name) = args.strategy.as_deref() else {
        let names = NAMES.join(", ");
        return Err(ui.fail(Exit::Usage, "strategy-missing", &[("names", &names)]));
    };
    let way = known_way(ui, name, args.care, args.run)?.with_tasks(args.tasks);
    following(ui, way, args.max_tasks)
}

/// The way with tasks that follow a metric up to so many, where somebody asks for that; refuses by name a way that has none.
pub(super) fn following(ui: &Ui, way: Way, max_tasks: Option<u32>) -> Result<Way, Exit> {
    let Some(most) = max_tasks else {
        return Ok(way);
    };
    let refused = |why| match why {
        NoRange::NoAutoScaling => {
            ui.fail(Exit::Usage, "max-tasks-way", &[("strategy", way.name())])
        }
        NoRange::FewerThanAtFirst { tasks } => fewer(ui, most, tasks),
    };
    way.with_max_tasks(most).map_err(refused)
}

/// Says that a way begins with more tasks than it may come to.
pub(super) fn fewer(ui: &Ui, most: u32, tasks: u32) -> Exit {
    let [most, tasks] = [most, tasks].map(|n| n.to_string());
    let said = [("most", most.as_str()), ("tasks", &tasks)];
    ui.fail(Exit::Usage, "max-tasks-fewer", &said)
}

/// Opens a deployment that did not reach its end. A Compose file that is given takes the place of the one that failed,
/// and is settled as that was.
fn resumed(ui: &Ui, name: &str, args: &args::Deploy) -> Result<Deployment, Exit> {
    let mut open = Deployment::open(ui, Some(name))?;
    if open.kept.up {
        return Err(ui.fail(Exit::Usage, "session-exists", &[("name", name)]));
    }
    let way = |strategy: &str, backend: Backend| format!("{strategy}, {}", backend.word());
    let begun = (open.kept.way.name(), open.kept.place.backend);
    let was = way(begun.0, begun.1);
    let given = way(
        args.strategy.strategy.as_deref().unwrap_or(begun.0),
        args.place.backend.unwrap_or(begun.1),
    );
    if was != given {
        let said = [("name", name), ("was", &was), ("given", &given)];
        return Err(ui.fail(Exit::Usage, "session-other-way", &said));
    }
    if args.app.names_files() {
        let app = open.version_of(ui, &args.app)?;
        if app != *open.app() {
            open.publish(&app);
            open.kept.versions = vec![app];
            settle(ui, name, args, &mut open.kept)?;
        }
    }
    Ok(open)
}

/// A strategy with its settings; when it does not exist, says so and names the nearest.
pub(crate) fn known_way(
    ui: &Ui,
    name: &str,
    care: args::Care,
    run: args::Run,
) -> Result<Way, Exit> {
    if let Some(way) = Way::named(name, care.into(), run.into()) {
        return Ok(way);
    }
    let nearest =
        paperboat_core::app::nearest::nearest(name, NAMES.iter().copied()).unwrap_or("none");
    let names = NAMES.join(", ");
    let said = [("name", name), ("nearest", nearest), ("names", &names)];
    Err(ui.fail(Exit::Usage, "strategy-unknown", &said))
}

/// Keeps what came of a verb, and shows it. `remains` is what a failed update left of the version before.
pub(super) fn finish(
    ui: &Ui,
    deployment: &mut Deployment,
    outcome: Result<Deployed, DeployError>,
    done: Done<'_>,
    remains: Option<Remains>,
) -> Result<Exit, Exit> {
    let error = match outcome {
        Ok(deployed) => {
            deployment.kept.deployed = Some(deployed);
            deployment.kept.up = true;
            None
        }
        Err(error) => Some(error),
    };
    deployment.save(ui)?;
    let root = error.as_ref().and_then(|_| root_of(deployment));
    if ui.json {
        let costs = deployment.costs();
        let fault = error
            .as_ref()
            .map(|e| fault(ui, deployment, e, root.as_ref()));
        ui.json(&json!({
            "deployment": deployment.name,
            "steps": done,
            "error": fault,
            "remains": remains,
            "root": root.as_ref().map(|root| root_json(ui, root)),
            "deployed": deployment.kept.deployed,
            "hourly": costs.hourly,
            "monthly": costs.monthly,
            "month": costs.month,
        }));
    } else {
        ui.report(&verb(
            ui,
            deployment,
            &done,
            error.as_ref(),
            remains,
            root.as_ref(),
        ));
    }
    Ok(if error.is_some() {
        Exit::Failed
    } else {
        Exit::Success
    })
}

/// The root of what failed last in a deployment, which names services.
fn root_of(deployment: &Deployment) -> Option<(EventId, Root)> {
    let (event, root) = super::history::root_of_failure(&deployment.events())?;
    Some((event, of_service(deployment.app(), root)))
}

/// A failed step of a deployment as data, with what can be done about its root.
fn fault(
    ui: &Ui,
    deployment: &Deployment,
    error: &DeployError,
    root: Option<&(EventId, Root)>,
) -> Failure {
    let failed = super::history::last_failure(&deployment.events());
    let mut fault = failure(ui, error, failed);
    if let Some((_, root)) = root {
        fault.remedy = Some(fix(ui, root));
    }
    fault
}

fn root_json(ui: &Ui, (event, root): &(EventId, Root)) -> Value {
    json!({
        "event": event,
        "kind": root.key,
        "subject": root.subject,
        "says": root_words(ui, root),
    })
}

/// Lets a root name the service instead of one of its containers: that is what the other commands take.
fn of_service(app: &App, mut root: Root) -> Root {
    let services = app.project.services.keys();
    let within = |name: &&String| {
        let container = format!("-{name}-");
        // `docker run` numbers further replicas only
        let replica = root.subject.strip_prefix(name.as_str());
        let number = replica.and_then(|rest| rest.strip_prefix('-'));
        root.subject == **name
            || root.subject.contains(&container)
            || number.is_some_and(|n| n.parse::<u32>().is_ok())
    };
    if let Some(service) = services.filter(within).max_by_key(|name| name.len()) {
        root.subject.clone_from(service);
    }
    root
}

/// Shows what runs, where it answers, what it costs.
pub fn status(ui: &Ui, args: &Existing) -> Exit {
    ended(try_status(ui, args))
}

fn try_status(ui: &Ui, args: &Existing) -> Result<Exit, Exit> {
    let mut deployment = Deployment::open(ui, args.name.as_deref())?;
    let app = deployment.app().clone();
    let (outcome, _) = deployment.work(async |s, cx| s.status(cx, &app).await);
    deployment.save(ui)?;
    if !deployment.kept.up {
        let said = [("name", deployment.name.as_str())];
        // What was never made was removed by nobody.
        let absent = |e: &DeployError| matches!(&e.cause, Cause::Impossible { key, .. } if *key == Obstacle::NotDeployed);
        if outcome.as_ref().is_err_and(absent) {
            return Err(ui.fail(Exit::Failed, "status-cut-off", &said));
        }
        ui.err(&format!(
            "{}: {}",
            ui.text.with("status-cut-off", &said),
            ui.text.get("status-cut-off-help")
        ));
    }
    let status = outcome.map_err(|e| failed_of(ui, &deployment, &e))?;
    let costs = deployment.costs();
    if ui.json {
        let mut said = json!({"status": status, "hourly": costs.hourly, "monthly": costs.monthly, "month": costs.month});
        let followers = deployment.kept.way.followers(&app);
        if !followers.is_empty() {
            said["followers"] = json!(followers);
        }
        ui.json(&said);
        return Ok(Exit::Success);
    }
    let said = [
        ("name", deployment.name.as_str()),
        ("strategy", deployment.kept.way.name()),
        ("platform", &status.platform),
    ];
    ui.report(&ui.text.with("status-title", &said));
    for endpoint in &status.endpoints {
        let address = app.address(endpoint);
        ui.out(&format!("  {} {address}", endpoint.service));
    }
    let mut table = Table::new(
        ui,
        &[
            "column-service",
            "column-replica",
            "column-state",
            "column-health",
            "column-image",
        ],
    );
    for r in status.replicas {
        table.row([r.service, r.id, r.state, r.health, r.image]);
    }
    ui.out(&table.render());
    for follower in deployment.kept.way.followers(&app) {
        ui.out(&task_range(ui, &follower));
    }
    let [hour, month] = costs.sums().map(usd);
    ui.out(
        &ui.text
            .with("status-cost", &[("hour", &hour), ("month", &month)]),
    );
    for line in positions(ui, &costs.month) {
        ui.out(&format!("  {line}"));
    }
    ui.out(&ui.text.get("cost-idle-note"));
    Ok(Exit::Success)
}

/// Says why a verb of a deployment failed, with the root that its events show.
fn failed_of(ui: &Ui, deployment: &Deployment, error: &DeployError) -> Exit {
    let root = root_of(deployment);
    if ui.json {
        ui.json(&json!({"error": fault(ui, deployment, error, root.as_ref())}));
        return Exit::Failed;
    }
    let step = ui.text.get(&format!("step-{}", error.step));
    let root = root.as_ref().map(|root| (deployment.name.as_str(), root));
    fail_rooted(ui, "verb-failed", &[("step", &step)], &error.cause, root)
}

/// Says why a verb failed.
pub(super) fn failed(ui: &Ui, error: &DeployError) -> Exit {
    if ui.json {
        ui.json(&json!({"error": failure(ui, error, None)}));
        return Exit::Failed;
    }
    failed_in(ui, "verb-failed", error)
}

/// Says in a sentence of the catalogues in which step something failed, and why.
pub(super) fn failed_in(ui: &Ui, key: &str, error: &DeployError) -> Exit {
    let step = ui.text.get(&format!("step-{}", error.step));
    fail_because(ui, key, &[("step", &step)], &error.cause)
}

/// Shows what a service's containers wrote.
pub fn logs(ui: &Ui, args: &args::Logs) -> Exit {
    ended(try_logs(ui, args))
}

fn try_logs(ui: &Ui, args: &args::Logs) -> Result<Exit, Exit> {
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    let app = deployment.app().clone();
    known_service(ui, &app, &args.service, None)?;
    let (outcome, _) =
        deployment.work(async |s, cx| s.logs(cx, &app, &args.service, args.tail).await);
    deployment.save(ui)?;
    let lines = outcome.map_err(|e| failed_of(ui, &deployment, &e))?;
    if ui.json {
        ui.json(&lines)
    } else {
        ui.raw(&lines.join("\n"))
    }
    Ok(Exit::Success)
}

/// Says that a service does not exist, and names the nearest and all that there are, with `besides` what may stand in the
/// place of a service.
pub(super) fn known_service(
    ui: &Ui,
    app: &App,
    name: &str,
    besides: Option<&str>,
) -> Result<(), Exit> {
    if app.project.services.contains_key(name) {
        return Ok(());
    }
    let services = app.project.services.keys().map(String::as_str);
    let known: Vec<&str> = services.chain(besides).collect();
    let nearest = paperboat_core::app::nearest::nearest(name, known.iter().copied());
    let said = [
        ("name", name),
        ("nearest", nearest.unwrap_or("none")),
        ("names", &known.join(", ")),
    ];
    Err(ui.fail(Exit::Usage, "service-unknown", &said))
}

/// Runs a command on the simulated machine or in a container; ends with its exit code.
pub fn exec(ui: &Ui, args: &args::Exec) -> Exit {
    ended(try_exec(ui, args))
}

fn try_exec(ui: &Ui, args: &args::Exec) -> Result<Exit, Exit> {
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    let app = deployment.app().clone();
    if !paperboat_core::strategy::is_machine(&app, &args.target) {
        let machine = deployment.kept.way.has_machine().then_some("host");
        known_service(ui, &app, &args.target, machine)?;
    }
    let (outcome, _) =
        deployment.work(async |s, cx| s.exec(cx, &app, &args.target, &args.command).await);
    deployment.save(ui)?;
    let output = outcome.map_err(|e| failed_of(ui, &deployment, &e))?;
    if ui.json {
        ui.json(&output);
    } else {
        if !output.stdout.is_empty() {
            ui.raw(&output.stdout);
        }
        if !output.stderr.is_empty() {
            ui.err(&own_words(&ui.text, &output.stderr));
        }
    }
    Ok(Exit::Command(u8::try_from(output.exit_code).unwrap_or(255)))
}

/// Changes how many replicas of a service run.
pub fn scale(ui: &Ui, args: &args::Scale) -> Exit {
    ended(try_scale(ui, args))
}

fn try_scale(ui: &Ui, args: &args::Scale) -> Result<Exit, Exit> {
    let apart = args.apart.as_deref();
    let form = || {
        let given = apart.map_or_else(|| args.target.clone(), |n| format!("{} {n}", args.target));
        // `web 8` is what Docker's and others' scale take in other forms.
        let meant = apart.filter(|n| n.bytes().all(|b| b.is_ascii_digit()));
        let meant = meant.filter(|_| !args.target.contains('='));
        let meant = meant.map_or_else(|| "none".to_owned(), |n| format!("{}={n}", args.target));
        let said = [("given", given.as_str()), ("meant", &meant)];
        ui.fail(Exit::Usage, "scale-form", &said)
    };
    if apart.is_some() {
        return Err(form());
    }
    let (service, replicas) = args.target.split_once('=').ok_or_else(form)?;
    let replicas: u32 = replicas
        .parse()
        .ok()
        .filter(|n| *n <= 1_000)
        .ok_or_else(form)?;
    let mut deployment = Deployment::open(ui, args.existing.name.as_deref())?;
    let app = deployment.app().clone();
    known_service(ui, &app, service, None)?;
    let (outcome, steps) =
        deployment.work(async |s, cx| s.scale(cx, &app, service, replicas).await);
    if let (true, Some(now)) = (outcome.is_ok(), deployment.kept.versions.last_mut()) {
        *now = now.scaled_to(service, replicas);
    }
    finish(ui, &mut deployment, outcome, Done::Steps(&steps), None)
}

/// Opens a deployment of this folder; when there is none, says how one of another folder is removed.
pub(super) fn open_to_remove(ui: &Ui, args: &Existing) -> Result<Deployment, Exit> {
    let name = args.name.as_deref();
    let here =
        |names: Vec<String>| name.map_or(!names.is_empty(), |n| names.iter().any(|h| h == n));
    Deployment::open(ui, name).inspect_err(|_| {
        if !here(Deployment::names()) {
            ui.err(&help(ui, &ui.text.get("leftovers-elsewhere")));
        }
    })
}

/// Removes everything that the deployment made, and lists what still costs money.
pub fn destroy(ui: &Ui, args: &Existing) -> Exit {
    ended(try_destroy(ui, args))
}

fn try_destroy(ui: &Ui, args: &Existing) -> Result<Exit, Exit> {
    let mut deployment = open_to_remove(ui, args)?;
    let app = deployment.app().clone();
    // the place that refused a deployment before anything was sent is not asked again
    let untouched = deployment.is_untouched();
    let (outcome, steps) = if untouched {
        (Ok(()), Vec::new())
    } else {
        deployment.work(async |s, cx| s.destroy(cx, &app).await)
    };
    deployment.save(ui)?;
    let bill = deployment.bill();
    let left: Vec<_> = bill.iter().flat_map(|b| b.open()).cloned().collect();
    let total = bill.as_ref().map(paperboat_simulator::meter::Bill::total);
    let error = outcome.err();
    if ui.json {
        let root = error.as_ref().and_then(|_| root_of(&deployment));
        let fault = error
            .as_ref()
            .map(|e| fault(ui, &deployment, e, root.as_ref()));
        let root = root.as_ref().map(|root| root_json(ui, root));
        ui.json(
            &json!({"steps": steps, "error": fault, "left": left, "total": total, "root": root}),
        );
    } else {
        if !steps.is_empty() {
            ui.report(&crate::report::step_list(ui, &steps));
        }
        let name = deployment.name.clone();
        for line in &left {
            let said = [
                ("resource", within_account(&line.resource)),
                ("item", &crate::report::item_word(ui, &line.item)),
                ("hour", &usd(line.hourly)),
            ];
            ui.report(&ui.text.with("left-line", &said));
        }
        if left.is_empty() && error.is_none() {
            let spent: f64 = steps.iter().map(|s| s.seconds).sum();
            let spent = seconds(spent);
            let said = [("name", name.as_str()), ("seconds", &spent)];
            ui.report(&match total {
                Some(total) => {
                    let total = usd(total);
                    let said = [said[0], said[1], ("total", &total)];
                    ui.text.with("destroyed", &said)
                }
                None if untouched => ui.text.with("destroyed-untouched", &said),
                None => ui.text.with("destroyed-outside", &said),
            });
        }
    }
    match error {
        // It stands in the data already.
        Some(_) if ui.json => Err(Exit::Failed),
        Some(error) => Err(failed_of(ui, &deployment, &error)),
        None if left.is_empty() => deployment.forget(ui).map(|()| Exit::Success),
        None => Ok(Exit::Success),
    }
}

impl From<args::Care> for Care {
    fn from(care: args::Care) -> Self {
        match care {
            args::Care::Naive => Self::Naive,
            args::Care::Careful => Self::Careful,
        }
    }
}

impl From<args::Run> for RunWith {
    fn from(run: args::Run) -> Self {
        match run {
            args::Run::Compose => Self::Compose,
            args::Run::Docker => Self::Docker,
        }
    }
}
