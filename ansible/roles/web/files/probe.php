<?php
// Answers a probe from the site's own pool: which account it runs as, beside the word it was given.
header('Content-Type: text/plain');
header('Cache-Control: no-store');
echo basename($_SERVER['DOCUMENT_URI'] ?? ''), ' ', posix_getpwuid(posix_geteuid())['name'] ?? '?', "\n";
