//! Carrying a Dockerfile out, stage after stage.

use std::collections::BTreeMap;

use paperboat_core::workload::{ImageConfig, filled as filled_in};

use super::declare::{declare, folder};
use super::dockerfile::{Dockerfile, Instruction};
use crate::container::{self, Owner, Spec};
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::image;
use crate::host::docker::make::{self, Made};
use crate::host::docker::op::{Look, draw};
use crate::host::docker::plan::Failure;
use crate::host::{is_folder, read_file, write_stderr, write_stdout};
use crate::model::Timing;
use crate::world::World;

/// A build that was asked for.
#[derive(Clone, Debug, Default)]
pub(in crate::host::docker) struct Build {
    pub(in crate::host::docker) file: Dockerfile,
    /// The folder of the context, absolute.
    pub(in crate::host::docker) context: String,
    pub(in crate::host::docker) arguments: BTreeMap<String, String>,
    pub(in crate::host::docker) tags: Vec<String>,
    pub(in crate::host::docker) target: Option<String>,
    pub(in crate::host::docker) quiet: bool,
    /// Whether it prints the image's id.
    pub(in crate::host::docker) prints: bool,
    /// The code with which the command ends when it fails: Compose has one of its own.
    pub(in crate::host::docker) code: i32,
    /// Whether the time that it takes is over.
    pub(in crate::host::docker) begun: bool,
}

/// A stage that is being made.
#[derive(Clone, Debug)]
struct Stage {
    name: Option<String>,
    /// The image that it began with; none for `scratch`.
    base: Option<String>,
    /// What it puts over that.
    layers: Vec<Made>,
    config: ImageConfig,
    variables: BTreeMap<String, String>,
}

impl Build {
    /// Takes the time of the instructions, and makes the image.
    pub(in crate::host::docker) fn look(
        &mut self,
        w: &mut World,
        client: Client,
    ) -> Result<Look, Failure> {
        if !std::mem::replace(&mut self.begun, true) {
            let mut takes = std::time::Duration::ZERO;
            for _ in &self.file.0 {
                takes += draw(w, Timing::DockerCreate, "build");
            }
            return Ok(Look::After(takes));
        }
        let made = self.make(w, client);
        let id = made.map_err(|why| {
            let words = if why.starts_with("paperboat") {
                why
            } else {
                format!("ERROR: failed to solve: {why}")
            };
            Failure::new(self.code, words)
        })?;
        if self.prints {
            write_stdout(w, client.job, &format!("{id}\n"));
        }
        Ok(Look::Done(String::new()))
    }

    fn make(&self, w: &mut World, client: Client) -> Result<String, String> {
        let mut stages: Vec<Stage> = Vec::new();
        // What `ARG` says before the first stage counts in `FROM` alone.
        let mut global = BTreeMap::new();
        let all = self.file.0.len();
        for (n, line) in self.file.0.iter().enumerate() {
            if !self.quiet {
                let words = format!("#{} [{}/{all}] {}\n", n + 1, n + 1, line.text);
                write_stderr(w, client.job, &words);
            }
            match &line.instruction {
                Instruction::From { image, name } => {
                    let reached = |s: &Stage| s.name.is_some() && s.name == self.target;
                    if stages.last().is_some_and(reached) {
                        break;
                    }
                    let image = filled_in(image, &global);
                    stages.push(self.begin(w, client, &stages, &image, name.clone())?);
                }
                Instruction::Arg(name, value) if stages.is_empty() => {
                    let given = self.arguments.get(name).or(value.as_ref());
                    global.extend(given.map(|v| (name.clone(), v.clone())));
                }
                other => {
                    let Some(mut stage) = stages.pop() else {
                        return Err("no build stage in current context".to_owned());
                    };
                    self.instruct(w, client, &stages, &mut stage, other, &global)?;
                    stages.push(stage);
                }
            }
        }
        let Some(last) = stages.pop() else {
            return Err("dockerfile contains no stages to build".to_owned());
        };
        if let Some(target) = self
            .target
            .as_ref()
            .filter(|t| last.name.as_ref() != Some(*t))
        {
            return Err(format!("target stage {target:?} could not be found"));
        }
        let Some(base) = last.base else {
            return Err("paperboat: not modelled: an image from scratch".to_owned());
        };
        let mut tags = self.tags.iter();
        let first = tags.next().map(String::as_str);
        let layers = (&last.layers[..], false);
        let id = make::derive(w, client.machine, &base, first, last.config, layers);
        let id = id.map_err(|refusal| refusal.0)?;
        for tag in tags {
            image::put_tag(w, client.machine, &id, image::complete(tag));
        }
        Ok(id)
    }

    fn begin(
        &self,
        w: &World,
        client: Client,
        stages: &[Stage],
        image: &str,
        name: Option<String>,
    ) -> Result<Stage, String> {
        let variables = BTreeMap::new();
        let of_stage = |s: &&Stage| s.name.as_deref() == Some(image);
        if let Some(stage) = stages.iter().find(of_stage) {
            return Ok(Stage {
                name,
                variables,
                ..stage.clone()
            });
        }
        if image == "scratch" {
            return Ok(Stage {
                name,
                base: None,
                layers: Vec::new(),
                config: ImageConfig::default(),
                variables,
            });
        }
        let Some(base) = image::find(w, client.machine, image) else {
            return Err(format!("{image}: not found"));
        };
        // What was noted of the image below was noted of that alone.
        let config = ImageConfig {
            comment: String::new(),
            ..image::config_of(w, client.machine, &base)
        };
        Ok(Stage {
            name,
            config,
            layers: Vec::new(),
            base: Some(base),
            variables,
        })
    }

    fn instruct(
        &self,
        w: &mut World,
        client: Client,
        stages: &[Stage],
        stage: &mut Stage,
        instruction: &Instruction,
        global: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        let variables = stage.all_variables();
        let fill = |text: &String| filled_in(text, &variables);
        let before = stage.config.files.clone();
        match instruction {
            Instruction::Run(words) => self.run(w, client, stage, words)?,
            Instruction::Copy {
                from,
                sources,
                target,
            } => self.copy(
                w,
                client,
                stages,
                stage,
                from.as_ref(),
                sources,
                &fill(target),
            )?,
            Instruction::Arg(name, default) => {
                let given = self
                    .arguments
                    .get(name)
                    .or(default.as_ref())
                    .or(global.get(name));
                stage
                    .variables
                    .extend(given.map(|v| (name.clone(), v.clone())));
            }
            Instruction::NotModelled(what) => {
                return Err(format!("paperboat: not modelled: {what} in a Dockerfile"));
            }
            other => _ = declare(&mut stage.config, other, fill),
        }
        // These write to the file system, though it be nothing.
        let writes = matches!(
            instruction,
            Instruction::Run(_) | Instruction::Copy { .. } | Instruction::Workdir(_)
        );
        if writes {
            let layer = make::made(&before, &stage.config.files);
            stage.layers.push(layer);
        }
        Ok(())
    }

    /// `RUN`: a container of the stage so far, whose layer becomes part of it.
    fn run(
        &self,
        w: &mut World,
        client: Client,
        stage: &mut Stage,
        words: &[String],
    ) -> Result<(), String> {
        let Some(base) = &stage.base else {
            return Err("paperboat: not modelled: RUN in an image from scratch".to_owned());
        };
        let layers = (&stage.layers[..], true);
        let config = stage.config.clone();
        let so_far = make::derive(w, client.machine, base, None, config, layers);
        let so_far = so_far.map_err(|refusal| refusal.0)?;
        let key = engine(w, client.machine).images[&so_far].key;
        let spec = Spec {
            owner: Owner::Docker(client.machine),
            name: "container/build".to_owned(),
            called: Vec::new(),
            image: key,
            environment: stage.all_variables(),
            command: Some(words.to_vec()),
            stdin: String::new(),
            init: false,
            pool: w.hosts.machines[client.machine].pool,
            cpu_limit: None,
            memory_limit: None,
            health: None,
            fresh_data: true,
            data: None,
            listens: None,
        };
        let inside = container::create(w, spec, client.cause);
        let result = container::exec(w, inside, words);
        let layer = container::layer(w, inside).clone();
        container::remove(w, inside);
        image::delete(w, client.machine, &so_far);
        if !self.quiet {
            write_stderr(w, client.job, &(result.stdout + &result.stderr));
        } else if result.stderr.starts_with("paperboat") {
            write_stderr(w, client.job, &result.stderr);
        }
        // A program that is not there ends a shell with 127, and the runtime's own refusal is one too.
        let code = if result.code == 126 { 127 } else { result.code };
        if code != 0 {
            let shown = words.join(" ");
            return Err(format!(
                "process {shown:?} did not complete successfully: exit code: {code}"
            ));
        }
        container::put_over(layer, &mut stage.config.files);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a copy has as many sides")]
    fn copy(
        &self,
        w: &World,
        client: Client,
        stages: &[Stage],
        stage: &mut Stage,
        from: Option<&String>,
        sources: &[String],
        target: &str,
    ) -> Result<(), String> {
        let whole = container::absolute(&folder(&stage.config), target);
        let into = target.ends_with('/') || target == "." || sources.len() > 1;
        let missing = |source: &str| {
            format!(
                "failed to compute cache key: failed to calculate checksum of ref: \"/{}\": not found",
                source.trim_start_matches('/')
            )
        };
        for source in sources {
            let files = match from {
                Some(name) => {
                    let by_place = name.parse::<usize>().ok().and_then(|n| stages.get(n));
                    let by_name = stages.iter().find(|s| s.name.as_ref() == Some(name));
                    let Some(other) = by_place.or(by_name) else {
                        return Err(format!(
                            "paperboat: not modelled: COPY --from={name}, which is no stage"
                        ));
                    };
                    let path = container::absolute("/", source);
                    below(&other.config.files, &path)
                }
                None => self.of_context(w, client, source)?,
            };
            if files.is_empty() {
                return Err(missing(source));
            }
            let name = source.rsplit('/').next().unwrap_or(source);
            for (rest, text) in files {
                let place = match (rest.is_empty(), into) {
                    (true, true) => format!("{}/{name}", whole.trim_end_matches('/')),
                    (true, false) => whole.clone(),
                    (false, _) => format!("{}{rest}", whole.trim_end_matches('/')),
                };
                stage.config.files.insert(place, text);
            }
        }
        Ok(())
    }

    /// The texts of a file or below a folder of the context, by their path below it.
    fn of_context(
        &self,
        w: &World,
        client: Client,
        source: &str,
    ) -> Result<Vec<(String, String)>, String> {
        if source.contains(['*', '?', '[']) {
            return Err(format!(
                "paperboat: not modelled: COPY of the pattern {source}"
            ));
        }
        let path = container::absolute(&self.context, source.trim_start_matches('/'));
        if !is_folder(w, client.job, &path) {
            let text = read_file(w, client.job, &path).ok();
            return Ok(text.map(|text| (String::new(), text)).into_iter().collect());
        }
        let files = &w.hosts.machines[client.machine].files;
        let texts = files.walk(&path).filter_map(|(file, _)| {
            let rest = file.strip_prefix(path.as_str())?;
            Some((rest.to_owned(), files.read(file)?.to_owned()))
        });
        Ok(texts.collect())
    }
}

/// The texts of a file or below a folder, by their path below it.
fn below(files: &BTreeMap<String, String>, path: &str) -> Vec<(String, String)> {
    let folder = format!("{}/", path.trim_end_matches('/'));
    let found = files.iter().filter_map(|(file, text)| {
        let inside = file == path || file.starts_with(&folder);
        inside.then(|| (file[path.len()..].to_owned(), text.clone()))
    });
    found.collect()
}

impl Stage {
    /// The variables that instructions see: those of `ENV` over those of `ARG`.
    fn all_variables(&self) -> BTreeMap<String, String> {
        let mut all = self.variables.clone();
        let own = self
            .config
            .environment
            .iter()
            .filter_map(|line| line.split_once('='));
        all.extend(own.map(|(k, v)| (k.to_owned(), v.to_owned())));
        all
    }
}
