/**
 * Mocha's list of behaviours, and at the end one line of totals into the file that HEDDLE_TEST_TOTALS names, from which
 * `npm test` adds up its stages.
 */

const { appendFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class TotalsReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env.HEDDLE_TEST_TOTALS;
      if (file === undefined) return;
      const { passes, failures, pending } = this.stats;
      appendFileSync(file, `${JSON.stringify({ passed: passes, failed: failures, skipped: pending })}\n`);
    });
  }
};
