# Completions of coffeechat for PowerShell. In $PROFILE: coffeechat completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName coffeechat -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    coffeechat complete powershell "=$wordToComplete" @words 2> $null | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        $insert = if ($value -match '[\s''"`$;,|&(){}<>@#]') { "'" + ($value -replace "'", "''") + "'" } else { $value }
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($insert, $value, 'ParameterValue', $about)
    }
}
