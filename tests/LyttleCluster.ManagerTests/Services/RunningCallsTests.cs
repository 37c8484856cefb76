using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Manager.Http;
using LyttleCluster.Tests;
using Microsoft.AspNetCore.Http;

namespace LyttleCluster.ManagerTests.Services;

/// <summary>How calls end when the manager stops; the clock is moved by hand.</summary>
public sealed class RunningCallsTests : IDisposable
{
    private static readonly TimeSpan Looks = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Changes = TimeSpan.FromSeconds(40);

    private readonly ManualTimeProvider _time = new();
    private readonly Lifecycle _lifecycle;
    private readonly RunningCalls _calls;

    public RunningCallsTests()
    {
        _lifecycle = new Lifecycle(_time);
        _lifecycle.Run();
        _calls = new RunningCalls(_lifecycle, _time);
    }

    public void Dispose() => _calls.Dispose();

    [Theory]
    [InlineData("GET", "/api/v1/nodes")]
    [InlineData("POST", "/api/v1/events/query")]
    public async Task What_only_looks_is_cut_off_after_a_moment(string method, string path)
    {
        var call = new Call(_calls, method, path);
        _lifecycle.Stop("SIGTERM");
        Assert.Equal(0, await _calls.EndAsync(Looks, Changes, CancellationToken.None));
        Assert.False(call.WhenEnded.IsCompleted);
        _time.Advance(Looks);
        await call.WhenEnded.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(call.WasCanceled);
    }

    [Fact]
    public async Task What_changes_something_comes_to_its_end()
    {
        var call = new Call(_calls, "POST", "/api/v1/nodes");
        _lifecycle.Stop("SIGTERM");
        var ending = _calls.EndAsync(Looks, Changes, CancellationToken.None);
        _time.Advance(Looks);
        Assert.False(ending.IsCompleted);
        call.Finish();
        Assert.Equal(0, await ending.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.False(call.WasCanceled);
    }

    [Fact]
    public async Task One_that_takes_longer_than_the_limit_is_canceled_and_counted()
    {
        var call = new Call(_calls, "POST", "/api/v1/nginx/reload");
        _lifecycle.Stop("SIGTERM");
        var ending = _calls.EndAsync(Looks, Changes, CancellationToken.None);
        _time.Advance(Changes);
        Assert.Equal(1, await ending.WaitAsync(TimeSpan.FromSeconds(30)));
        await call.WhenEnded.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(call.WasCanceled);
    }

    [Fact]
    public async Task A_second_signal_ends_the_waiting_at_once()
    {
        var call = new Call(_calls, "POST", "/api/v1/nginx/reload");
        using var atOnce = new CancellationTokenSource();
        var ending = _calls.EndAsync(Looks, Changes, atOnce.Token);
        await atOnce.CancelAsync();
        Assert.Equal(1, await ending.WaitAsync(TimeSpan.FromSeconds(30)));
        await call.WhenEnded.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Nothing_new_is_taken_but_the_questions_how_it_is()
    {
        _lifecycle.Stop("SIGTERM");
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => _calls.RunAsync(ContextOf("GET", "/api/v1/nodes"), _ => Task.CompletedTask));
        Assert.Equal("ManagerClosing", refusal.ErrorId);
        var asked = false;
        await _calls.RunAsync(ContextOf("GET", "/healthz"), _ => { asked = true; return Task.CompletedTask; });
        Assert.True(asked);
    }

    private static DefaultHttpContext ContextOf(string method, string path) => new() { Request = { Method = method, Path = path } };

    /// <summary>A call that goes on until it is finished or canceled.</summary>
    private sealed class Call
    {
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Call(RunningCalls calls, string method, string path) => WhenEnded = calls.RunAsync(ContextOf(method, path), async context =>
        {
            try
            {
                await _finished.Task.WaitAsync(context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                WasCanceled = true;
                throw;
            }
        });

        public Task WhenEnded { get; }

        public bool WasCanceled { get; private set; }

        public void Finish() => _finished.SetResult();
    }
}
