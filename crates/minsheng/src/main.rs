//! The `minsheng` program: one executable, several roles.

// `tell` prints: a reader who has gone away is no panic.
#![deny(clippy::print_stdout)]

mod arguments;
mod backup;
mod bench;
mod calendar;
mod config;
mod demo;
mod descriptors;
mod doctor;
mod due;
mod erase;
mod export;
mod import;
mod key;
mod logging;
mod openapi;
mod pace;
mod progress;
mod reindex;
mod serve;
mod story;
mod tell;
mod user;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 民声：12345 热线平台。
#[derive(Parser)]
#[command(name = "minsheng", version, about)]
struct Cli {
    #[command(flatten)]
    settings: config::Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 测速：fill databases with invented cases, and measure.
    Bench(bench::Bench),
    /// 算期限：until when an answer is promised, and why.
    Due(due::Due),
    /// 放假安排：list, import, export holiday tables.
    #[command(subcommand)]
    Calendar(calendar::Command),
    /// 设置：print or check the settings in force.
    #[command(subcommand)]
    Config(config::Command),
    /// 示例：fill an empty database with a city at work.
    Demo(demo::Demo),
    /// 体检：what is wrong or soon will be; `--rebuild` proves every row from the events.
    Doctor(doctor::Doctor),
    /// 清除：delete persons or words of a case that is over, by order.
    Erase(erase::Erase),
    /// 重建全文索引：make the words by which cases are found anew from what is stored.
    Reindex(reindex::Reindex),
    /// 提供服务：HTTP, timers and delivery, until told to stop.
    Serve(serve::Serve),
    /// 备份：database and attachments, while the server works on.
    Backup(backup::Backup),
    /// 恢复：a backup into an empty place.
    Restore(backup::Restore),
    /// 导出：every case with its history, as lines that `import` reads.
    Export(export::Export),
    /// 导入：cases of another installation, from a file of `export`.
    Import(import::Import),
    /// 接口文档：print the interface as OpenAPI 3.1.
    Openapi,
    /// 密钥：keys of programs.
    Key(key::Key),
    /// 账号：accounts of staff.
    User(user::User),
    /// 演故事：play acceptance stories, each on a fresh database.
    Story(story::Story),
}

fn main() -> ExitCode {
    let cli = match arguments::read() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    let settings = &cli.settings;
    let done = |()| ExitCode::SUCCESS;
    match cli.command {
        Command::Bench(bench) => runtime()?.block_on(bench.run(settings)).map(done),
        Command::Due(due) => due.run(settings).map(done),
        Command::Calendar(command) => command.run(settings).map(done),
        Command::Config(command) => command.run(settings).map(done),
        Command::Demo(demo) => runtime()?.block_on(demo.run(settings)).map(done),
        Command::Doctor(doctor) => runtime()?.block_on(doctor.run(settings)),
        Command::Erase(erase) => runtime()?.block_on(erase.run(settings)),
        Command::Reindex(reindex) => runtime()?.block_on(reindex.run(settings)),
        Command::Serve(serve) => {
            let runtime = runtime()?;
            let served = runtime.block_on(serve.run(settings)).map(done);
            // What still reads for nobody does not keep the program.
            runtime.shutdown_timeout(LAST);
            served
        }
        Command::Backup(backup) => runtime()?.block_on(backup.run(settings)).map(done),
        Command::Restore(restore) => runtime()?.block_on(restore.run(settings)).map(done),
        Command::Export(export) => runtime()?.block_on(export.run(settings)).map(done),
        Command::Import(import) => runtime()?.block_on(import.run(settings)),
        Command::Openapi => openapi::run().map(done),
        Command::Key(key) => runtime()?.block_on(key.run(settings)).map(done),
        Command::User(user) => runtime()?.block_on(user.run(settings)).map(done),
        Command::Story(story) => runtime()?.block_on(story.run(settings)),
    }
}

/// How long work that nobody waits for may go on after the server has ended.
const LAST: std::time::Duration = std::time::Duration::from_secs(1);

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}
