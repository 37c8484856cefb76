using System.Diagnostics;
using System.Globalization;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Logging;

// The agent's own parts beside a real nginx, for one change. It says each step that outlives it, and kills itself (SIGKILL: no finally block runs) at the
// one whose number it is told; -1: at none.
//   NGINX CONFIGURATION DATA LISTEN STEP publish TARGET    the domain new.test leads to TARGET, and one more entry comes
//   NGINX CONFIGURATION DATA LISTEN STEP activate RELEASE
//   NGINX CONFIGURATION DATA LISTEN STEP draft TARGET      the same as publish, in the draft alone
//   NGINX CONFIGURATION DATA LISTEN STEP reload -
var at = 0;
var die = int.Parse(args[4], CultureInfo.InvariantCulture);
var settings = new NginxSettings { Executable = args[0], ConfigurationFile = args[1], DataFolder = args[2], OnStep = Step };
var time = TimeProvider.System;
await using var nginx = await NginxControls.OpenAsync(settings, time, default);
var publisher = new EntryPublisher(nginx, new PublishingOptions { HttpListen = [args[3]], KeepReleases = 2 }, NameResolver.OfThisHost(time), new Counters(), new ServiceLog(TextWriter.Null, LogFormat.Text, time), time);
var caller = new PublishCaller("test", "test");
object? answer = args[5] switch
{
    "publish" => await publisher.PublishAsync(Change(args[6]), caller, default),
    "draft" => await publisher.DraftAsync(Change(args[6]), default),
    "activate" => await publisher.ActivateAsync(args[6], null, caller, default),
    "reload" => await publisher.ReloadAsync(force: false, caller, default),
    var other => throw new ArgumentException(other),
};
Console.WriteLine($"ended {answer}");
return 0;

EntryChange Change(string target)
{
    var known = nginx.Store.Draft.Rows.FirstOrDefault(row => row.Entry.Names[0] == "new.test");
    return new EntryChange { Set = [new EntryWish(known?.Id, null, Redirect("new.test", target)), new EntryWish(null, null, Redirect($"more{nginx.Store.Draft.NextId}.test", target))] };
}

static NginxEntry Redirect(string name, string target) => new() { Names = [name], Kind = NginxEntryKind.Redirect, RedirectTo = target };

void Step(string step)
{
    Console.WriteLine(step);
    if (at++ != die) return;
    using var self = Process.GetCurrentProcess();
    self.Kill();
    Thread.Sleep(Timeout.Infinite);
}
