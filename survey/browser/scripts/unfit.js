// For browsers that run scripts but know no modules: none of ours reaches them, so they see
// at once where one can answer without. It is written as such browsers read it.
(function () {
  var views = document.querySelectorAll("[data-view]");
  for (var place = 0; place < views.length; place += 1) {
    views[place].hidden = views[place].getAttribute("data-view") !== "nothing";
  }
})();
