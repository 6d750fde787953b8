const { main } = require('heddle');
const { Thread } = require('heddle/threading');

exports.work = function work(text) {
  console.log(text);
};
main(async () => {
  await new Thread(exports.work, ['from CommonJS']).start().join();
});
