using System.Management.Automation;
using System.Security;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Makes a token for scripts, or for agents that join. Its secret is given once.</summary>
[Cmdlet(VerbsCommon.New, "ClusterToken", DefaultParameterSetName = WithRole, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterToken))]
public sealed class NewClusterTokenCommand : ConnectedCmdlet
{
    private const string WithRole = "Role";
    private const string ToJoin = "Join";

    /// <summary>Its name, unique: letters, digits, '.', '_' and '-'; 63 at most.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What its bearer may: Viewer, Operator or Admin.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithRole)]
    public AccessRole Role { get; set; }

    /// <summary>It lets agents announce themselves, and nothing else.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToJoin)]
    public SwitchParameter Join { get; set; }

    /// <summary>Who answers for it; whoever makes it unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>When it ends; in 90 days unless given, in 400 days at most. Local time unless it says otherwise.</summary>
    [Parameter]
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Write the secret to this new file of mode 0600 instead of giving it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var file = OutFile is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(OutFile);
        if (file is not null) Given(() => { SecretFile.MustBeNew(file); return true; });
        var request = new NewToken { Name = Name, Role = Join ? null : Role, IsJoin = Join, Owner = Owner, ExpiresAt = ExpiresAt };
        Change([request], issued => Take(issued, file));
    }

    private void Take(IssuedToken issued, string? file)
    {
        if (file is null)
        {
            WriteObject(issued.Token with { Secret = Secured(issued.Secret) });
            return;
        }

        try
        {
            SecretFile.Write(file, issued.Secret);
            WriteObject(issued.Token);
        }
        catch (ClusterException failure)
        {
            WriteFailure(failure, issued.Token);
        }
    }

    private static SecureString Secured(Secret secret)
    {
        var secured = new SecureString();
        foreach (var character in secret.Reveal()) secured.AppendChar(character);
        secured.MakeReadOnly();
        return secured;
    }
}
