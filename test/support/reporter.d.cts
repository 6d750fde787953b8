import type Mocha = require('mocha');

declare const TotalsReporter: typeof Mocha.reporters.Spec;
export = TotalsReporter;
