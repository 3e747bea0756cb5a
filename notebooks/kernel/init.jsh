// What the kernel runs first: perpixel's pictures and tables go to the page.
io.perpixel.notebook.Display.to(shown -> {
  var data = org.rapaio.jupyter.kernel.display.DisplayData.fromHtml(shown.html());
  data.putText(shown.text());
  org.rapaio.jupyter.kernel.MainApp.kernel.display(data);
});
