//! The REST API of GitHub Packages, behind one client.
