//! Mistakes on the command line, in Chinese, or in English where the terminal speaks English.

use crate::Cli;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Error, Parser as _};
use std::process::ExitCode;

/// What the caller asked for; otherwise what is wrong with it has been told.
pub(crate) fn read() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| {
        let asked = matches!(
            error.kind(),
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
        );
        let environment = |name: &str| std::env::var(name).ok();
        match sentence(&error) {
            Some(said) if !asked && !english(environment) => {
                let usage = usage(&error);
                eprintln!("{said}{usage}\n\n用 --help 看全部用法。");
            }
            // A reader who has gone away is no mistake of his.
            _ => drop(error.print()),
        }
        ExitCode::from(u8::from(!asked) * 2)
    })
}

/// Whether the terminal speaks English, by the first of the variables that says anything.
fn english(environment: impl Fn(&str) -> Option<String>) -> bool {
    let told = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    let mut told = told.filter_map(environment).filter(|one| !one.is_empty());
    told.next()
        .is_some_and(|one| one == "en" || one.starts_with("en_") || one.starts_with("en."))
}

/// The mistake in a Chinese sentence; none for what is no mistake, or one that is told in English only.
fn sentence(error: &Error) -> Option<String> {
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(all)) => all.join("、"),
        Some(ContextValue::Number(n)) => n.to_string(),
        Some(ContextValue::StyledStr(one)) => one.to_string(),
        _ => String::new(),
    };
    let argument = told(ContextKind::InvalidArg);
    let value = told(ContextKind::InvalidValue);
    let choices = match told(ContextKind::ValidValue) {
        none if none.is_empty() => String::new(),
        some => format!("可以填：{some}。"),
    };
    Some(match error.kind() {
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个参数。"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个子命令。", told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("“{argument}”后面要写一个值。{choices}")
        }
        ErrorKind::InvalidValue => format!("“{argument}”不能是“{value}”。{choices}"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let why = why.map_or_else(String::new, |why| format!("（{why}）"));
            format!("“{argument}”的值“{value}”不对{why}。")
        }
        ErrorKind::MissingRequiredArgument => format!("还缺：{argument}。"),
        ErrorKind::MissingSubcommand => format!(
            "“{}”后面要写一个子命令。可以写：{}。",
            argument,
            told(ContextKind::ValidSubcommand)
        ),
        ErrorKind::ArgumentConflict => format!(
            "“{argument}”不能和“{}”一起用，也不能写两次。",
            told(ContextKind::PriorArg)
        ),
        ErrorKind::TooManyValues => format!("“{argument}”后面多写了“{value}”。"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!(
            "“{argument}”后面的值，个数不对：写了 {} 个。",
            told(ContextKind::ActualNumValues)
        ),
        ErrorKind::NoEquals => format!("“{argument}”和它的值之间要有等号。"),
        ErrorKind::InvalidUtf8 => "参数里有不是 UTF-8 的字。".to_owned(),
        // Help is shown instead of a sentence.
        _ => return None,
    })
}

/// How the command is used, on a line of its own.
fn usage(error: &Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => Cli::command().render_usage().to_string(),
    };
    format!("\n\n{}", usage.replacen("Usage: ", "用法：", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> String {
        let arguments = std::iter::once("minsheng").chain(line.split_whitespace());
        let error = Cli::try_parse_from(arguments).err().expect("a mistake");
        sentence(&error).unwrap_or_default()
    }

    #[test]
    fn mistakes_are_told_in_chinese_with_what_would_be_right() {
        for (line, said) in [
            ("doctor --rebild", "没有“--rebild”这个参数。"),
            ("serv", "没有“serv”这个子命令。"),
            ("doctor --database", "“--database <URL>”后面要写一个值。"),
            ("doctor extra", "没有“extra”这个参数。"),
            ("user", ""),
            ("bench fill --cases many", "“--cases <CASES>”的值“many”不对"),
            ("restore", "还缺："),
        ] {
            let told = told(line);
            assert!(told.starts_with(said), "{line}: {told}");
            assert_eq!(told.is_empty(), said.is_empty(), "{line}: {told}");
        }
    }

    #[test]
    fn the_first_variable_that_says_anything_counts() {
        let of = |all: &'static [(&str, &str)]| {
            english(|name| {
                let found = all.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(!of(&[]));
        assert!(!of(&[("LANG", "C.UTF-8")]));
        assert!(of(&[("LANG", "en_GB.UTF-8")]));
        assert!(!of(&[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "en_US.UTF-8")]));
        assert!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "en")]));
    }
}
