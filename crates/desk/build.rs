//! A page in the desk's place where `web/dist` was not built, so that cargo works without Node.

use std::fs;
use std::path::Path;

const PLACEHOLDER: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
<title>民声</title><p>工作台还没有构建：请先运行 make web。<p lang=\"en\">The desk is not built: run make web.";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let dist = Path::new("../../web/dist");
    let page = dist.join("index.html");
    if !page.exists() {
        if let Err(error) = fs::create_dir_all(dist).and_then(|()| fs::write(&page, PLACEHOLDER)) {
            println!("cargo::error=web/dist cannot be written: {error}");
        }
        println!("cargo::warning=the desk is a placeholder; `make web` builds it");
    }
    println!("cargo::rerun-if-changed=../../web/dist");
}
