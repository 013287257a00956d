//! `minsheng doctor`: what is wrong or soon will be; with `--rebuild` the proof of every row.

mod machine;

use crate::config::{DatabaseFlag, Settings};
use anyhow::Result;
use app::doctor::{Finding, Weight};
use clap::Args;
use serde_json::{Value, json};
use std::process::ExitCode;

/// What to do about cases that differ from what their events call for.
const AFTER_PROOF: &str = "state、cases、assignments 不同：跑 minsheng reindex 由经过重推（升级以后尤其如此），再查一遍；说统计不符的：跑 minsheng reindex --figures 从第一步起重数；仍然不同的，或别的表不同的，请对照备份 (where state, cases or assignments differ, run minsheng reindex, after an upgrade above all, and prove again; where figures differ, run minsheng reindex --figures, which counts them from the first event; what still differs, or differs elsewhere, compare with a backup)";

/// Examines settings, database, calendar, clock, disk, backups, accounts, the profile, and what has piled
/// up; says what to do. Exits 1 if something is wrong, 2 if it could not look.
#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    database: DatabaseFlag,
    /// Fold every case again from its events, work out all figures again, and name every difference from
    /// what is stored.
    #[arg(long)]
    rebuild: bool,
    /// One JSON object instead of lines.
    #[arg(long)]
    json: bool,
    /// Exit 1 also for warnings.
    #[arg(long)]
    strict: bool,
}

impl Doctor {
    pub async fn run(self, settings: &Settings) -> Result<ExitCode> {
        match self.look(settings).await {
            Ok(code) => Ok(code),
            Err(error) => {
                // What a monitor reads must not be nothing.
                if self.json {
                    let told =
                        json!({ "worst": "wrong", "error": format!("{error:#}"), "findings": [] });
                    crate::tell::line(told);
                } else {
                    eprintln!("{error:#}");
                }
                Ok(ExitCode::from(2))
            }
        }
    }

    async fn look(&self, settings: &Settings) -> Result<ExitCode> {
        let config = settings.with(&self.database)?;
        let mut findings = machine::settings(&config);
        let profile = machine::profile(&config);
        let no_profile = profile.weight == Weight::Wrong;
        findings.push(profile);
        findings.extend(machine::disk(&config));
        findings.extend(machine::backups(&config));
        findings.extend(machine::places(&config));
        let examined = async {
            let app = config.open_existing().await?;
            let found = app.examine().await?;
            anyhow::Ok((app, found))
        };
        let app = match examined.await {
            Ok((app, found)) => {
                findings.extend(found);
                app
            }
            Err(error) => {
                // Without a profile nobody has asked the database.
                if !no_profile {
                    findings.push(machine::no_database(&config, &error));
                }
                if self.json {
                    as_one_object(&findings, Weight::Wrong, &Value::Null)?;
                } else {
                    findings.iter().for_each(tell);
                }
                // In an empty database there was nothing to look at, and that is what is wrong.
                let looked = machine::is_empty(&error);
                return Ok(ExitCode::from(if looked { 1 } else { 2 }));
            }
        };
        let mut worst = findings.iter().map(|finding| finding.weight).max();
        if !self.json {
            findings.iter().for_each(tell);
        }
        let mut proof = Value::Null;
        if self.rebuild {
            let mut differences = Vec::new();
            let mut differs = |what: &str| {
                if self.json {
                    differences.push(what.to_owned());
                } else {
                    crate::tell::line(format_args!("✕ {what}"));
                }
            };
            let (proved, different) = app.prove(&mut differs).await?;
            if !self.json {
                crate::tell::line(format_args!(
                    "由经过重新推出 {proved} 件及其统计，{different} 处与库里不同"
                ));
                if different > 0 {
                    crate::tell::line(format_args!("    → {AFTER_PROOF}"));
                }
            }
            let todo = (different > 0).then_some(AFTER_PROOF);
            proof = json!({ "proved": proved, "different": different, "differences": differences, "todo": todo });
            if different > 0 {
                worst = Some(Weight::Wrong);
            }
        }
        app.store().close().await;
        let worst = worst.unwrap_or(Weight::Fine);
        if self.json {
            as_one_object(&findings, worst, &proof)?;
        }
        let bad = worst == Weight::Wrong || (self.strict && worst == Weight::Warning);
        Ok(if bad {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }
}

fn as_one_object(findings: &[Finding], worst: Weight, proof: &Value) -> Result<()> {
    let list: Vec<_> = findings.iter().map(as_json).collect();
    let whole = json!({ "worst": worst.as_str(), "findings": list, "rebuild": proof });
    crate::tell::line(serde_json::to_string(&whole)?);
    Ok(())
}

fn tell(finding: &Finding) {
    let mark = match finding.weight {
        Weight::Fine => "✓",
        Weight::Warning => "！",
        Weight::Wrong => "✕",
    };
    crate::tell::line(format_args!("{mark} {}", finding.what));
    if let Some(todo) = &finding.todo {
        crate::tell::line(format_args!("    → {todo}"));
    }
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "topic": finding.topic,
        "weight": finding.weight.as_str(),
        "what": finding.what,
        "todo": finding.todo,
    })
}
