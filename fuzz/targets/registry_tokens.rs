#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| package_steward::fuzzing::registry_tokens(bytes));
